import {createHash} from 'node:crypto';
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

/** The newest version that is written and read here. */
export const journalVersion = 2;

export interface SealedLine {
  readonly line: string;
  /** Of all lines up to this one: what the next one is sealed with. */
  readonly digest: string;
}

/**
 * The line of an entry, with a SHA-256 over the digest before it and its content. That shows damage
 * and careless edits. Whoever edits with care can seal anew or leave the digests out (version 1),
 * so a journal is never a reason to send a write that the guards refuse.
 */
export function seal(entry: JournalEntry, previous: string): SealedLine {
  const content = JSON.stringify(entry);
  const digest = digestOf(content, previous);
  return {line: `${content.slice(0, -1)},"digest":"${digest}"}`, digest};
}

/** The digest of a line that is as it was sealed; nothing where it isn't. */
export function digestOfSealed(line: string, previous: string): string | undefined {
  const [sealed = '', digest = ''] = /,"digest":"([0-9a-f]{64})"\}$/.exec(line.slice(-77)) ?? [];
  if (digest === '') return undefined;
  const content = `${line.slice(0, -sealed.length)}}`;
  return digest === digestOf(content, previous) ? digest : undefined;
}

function digestOf(content: string, previous: string): string {
  return createHash('sha256').update(previous).update(content).digest('hex');
}

/** The version that a first line names, be it one that can't be read here. */
export function versionOf(line: string): number | undefined {
  try {
    const result = v.safeParse(
      v.object({type: v.literal('run'), version: count}),
      JSON.parse(line),
    );
    return result.success ? result.output.version : undefined;
  } catch {
    return undefined;
  }
}

const count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const text = v.string();
/** What becomes part of an address: no step up, and nothing that ends a line. */
const id = v.pipe(text, v.nonEmpty(), v.maxLength(1_000), v.regex(/^(?!\.{1,2}$)\P{Cc}+$/u));
const texts = v.array(text);
const scope = v.object({value: text, description: v.exactOptional(text)});

const resourceServer = v.object({
  id,
  identifier: id,
  name: v.exactOptional(text),
  isSystem: v.boolean(),
  signingAlg: v.exactOptional(text),
  tokenDialect: v.exactOptional(text),
  tokenLifetime: v.exactOptional(v.number()),
  scopes: v.exactOptional(v.array(scope)),
  clientPolicy: v.exactOptional(text),
  otherSettings: v.exactOptional(text),
});

const client = v.object({
  clientId: id,
  name: text,
  appType: v.exactOptional(text),
  grantTypes: v.exactOptional(texts),
  tokenEndpointAuthMethod: v.exactOptional(text),
  otherSettings: v.exactOptional(text),
});

const clientGrant = v.object({
  id,
  clientId: id,
  audience: id,
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
  identifier: v.exactOptional(id),
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
  v.object({kind: v.literal('update-resource-server'), id, set: resourceServerFields}),
  v.object({kind: v.literal('delete-resource-server'), id: text}),
  v.object({kind: v.literal('create-client'), set: clientFields}),
  v.object({kind: v.literal('update-client'), id, set: clientFields}),
  v.object({kind: v.literal('delete-client'), id: text}),
  v.object({
    kind: v.literal('create-client-grant'),
    clientId: id,
    audience: id,
    set: clientGrantFields,
  }),
  v.object({kind: v.literal('update-client-grant'), id, set: clientGrantFields}),
  v.object({kind: v.literal('delete-client-grant'), id: text}),
]);

const entry = v.variant('type', [
  v.object({
    type: v.literal('run'),
    version: v.picklist([1, 2]),
    run: text,
    domain: text,
    startedAt: v.pipe(text, v.isoTimestamp()),
    undoes: v.exactOptional(text),
  }),
  v.object({type: v.literal('intent'), write: count, change, before: written}),
  v.object({
    type: v.literal('outcome'),
    write: count,
    status: v.nullable(count),
    after: written,
  }),
  v.object({type: v.literal('failed'), write: count, code: text}),
  v.object({type: v.literal('end')}),
]);
