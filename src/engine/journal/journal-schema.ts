import {createHash} from 'node:crypto';
import * as v from 'valibot';
import {journaledSchema, resourceKinds, settableSchema} from '../../model/resource.js';
import type {JournalEntry} from './journal.js';

/** A line of a journal that this version can't read, or half a line after a crash, gives none. */
export function parseEntry(line: string): JournalEntry | undefined {
  try {
    const result = v.safeParse(entry, withCurrentShape(JSON.parse(line)));
    // The types of changes and objects are made from the same tables as their schemas.
    return result.success ? (result.output as JournalEntry) : undefined;
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

const snapshot = v.variant('kind', [
  ...resourceKinds.map(kind => v.object({kind: v.literal(kind), value: journaledSchema(kind)})),
  v.object({kind: v.literal('nothing')}),
]);

const change = v.variant('action', [
  ...resourceKinds.map(kind =>
    v.object({action: v.literal('create'), resource: v.literal(kind), set: settableSchema(kind)}),
  ),
  ...resourceKinds.map(kind =>
    v.object({
      action: v.literal('update'),
      resource: v.literal(kind),
      id,
      set: settableSchema(kind),
    }),
  ),
  v.object({action: v.literal('delete'), resource: v.picklist(resourceKinds), id: text}),
  v.object({action: v.literal('rotate-secret'), resource: v.literal('client'), id}),
]);

/**
 * Until version 2 a change said what it does in one word, `update-client`, and a new grant named
 * its application and API beside what it sets.
 */
function withCurrentShape(line: unknown): unknown {
  if (!isObject(line) || !isObject(line.change)) return line;
  const {kind, clientId, audience, ...rest} = line.change;
  const [, action, resource] = /^(create|update|delete)-(.+)$/.exec(String(kind)) ?? [];
  if (action === undefined) return line;
  const set = {
    ...(isObject(rest.set) && rest.set),
    ...(clientId !== undefined && {clientId, audience}),
  };
  return {...line, change: {...rest, action, resource, ...(action !== 'delete' && {set})}};
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

const entry = v.variant('type', [
  v.object({
    type: v.literal('run'),
    version: v.picklist([1, 2]),
    run: text,
    domain: text,
    startedAt: v.pipe(text, v.isoTimestamp()),
    undoes: v.exactOptional(text),
  }),
  v.object({type: v.literal('intent'), write: count, change, before: snapshot}),
  v.object({
    type: v.literal('outcome'),
    write: count,
    status: v.nullable(count),
    after: snapshot,
  }),
  v.object({type: v.literal('failed'), write: count, code: text}),
  v.object({type: v.literal('end')}),
]);
