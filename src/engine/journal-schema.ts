import * as v from 'valibot';
import type {JournalEntry} from './journal.js';

/** A line of a journal that this version can't read, or half a line after a crash, gives none. */
export function parseEntry(line: string): JournalEntry | undefined {
  try {
    const result = v.safeParse(entry, JSON.parse(line));
    return result.success ? result.output : undefined;
  } catch {
    return undefined;
  }
}

const text = v.string();
const texts = v.array(text);
const scope = v.object({value: text, description: v.exactOptional(text)});

const resourceServer = v.object({
  id: text,
  identifier: text,
  name: v.exactOptional(text),
  isSystem: v.boolean(),
  signingAlg: v.exactOptional(text),
  tokenDialect: v.exactOptional(text),
  tokenLifetime: v.exactOptional(v.number()),
  scopes: v.exactOptional(v.array(scope)),
  clientPolicy: v.exactOptional(text),
});

const client = v.object({
  clientId: text,
  name: text,
  appType: v.exactOptional(text),
  grantTypes: v.exactOptional(texts),
  tokenEndpointAuthMethod: v.exactOptional(text),
});

const clientGrant = v.object({
  id: text,
  clientId: text,
  audience: text,
  subjectType: text,
  scope: v.exactOptional(texts),
  allowAllScopes: v.boolean(),
});

const written = v.variant('kind', [
  v.object({kind: v.literal('resource-server'), value: resourceServer}),
  v.object({kind: v.literal('client'), value: client}),
  v.object({kind: v.literal('client-grant'), value: clientGrant}),
  v.object({kind: v.literal('nothing')}),
]);

const resourceServerFields = v.object({
  name: v.exactOptional(text),
  identifier: v.exactOptional(text),
  signingAlg: v.exactOptional(text),
  tokenDialect: v.exactOptional(text),
  scopes: v.exactOptional(v.array(scope)),
});

const clientFields = v.object({
  name: v.exactOptional(text),
  appType: v.exactOptional(text),
  grantTypes: v.exactOptional(texts),
  tokenEndpointAuthMethod: v.exactOptional(text),
});

const clientGrantFields = v.object({
  scope: v.exactOptional(texts),
  allowAllScopes: v.exactOptional(v.boolean()),
});

export const change = v.variant('kind', [
  v.object({kind: v.literal('create-resource-server'), set: resourceServerFields}),
  v.object({kind: v.literal('update-resource-server'), id: text, set: resourceServerFields}),
  v.object({kind: v.literal('delete-resource-server'), id: text}),
  v.object({kind: v.literal('create-client'), set: clientFields}),
  v.object({kind: v.literal('update-client'), id: text, set: clientFields}),
  v.object({kind: v.literal('delete-client'), id: text}),
  v.object({
    kind: v.literal('create-client-grant'),
    clientId: text,
    audience: text,
    set: clientGrantFields,
  }),
  v.object({kind: v.literal('update-client-grant'), id: text, set: clientGrantFields}),
  v.object({kind: v.literal('delete-client-grant'), id: text}),
]);

const entry = v.variant('type', [
  v.object({
    type: v.literal('run'),
    version: v.literal(1),
    run: text,
    domain: text,
    startedAt: text,
    undoes: v.exactOptional(text),
  }),
  v.object({type: v.literal('intent'), write: v.number(), change, before: written}),
  v.object({
    type: v.literal('outcome'),
    write: v.number(),
    status: v.nullable(v.number()),
    after: written,
  }),
  v.object({type: v.literal('failed'), write: v.number(), code: text}),
  v.object({type: v.literal('end')}),
]);
