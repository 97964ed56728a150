import {createHash} from 'node:crypto';
import * as v from 'valibot';
import {journaledSchema, resourceKinds, rowsOf, settableSchema} from '../../model/resource.js';
import type {JournalEntry} from './journal.js';

/** Undefined for a line that this version can't read, or that a crash cut off. */
export function parseEntry(line: string): JournalEntry | undefined {
  try {
    const result = v.safeParse(entry, withCurrentShape(JSON.parse(line)));
    // A safe cast: the types are derived from the same tables as the schemas.
    return result.success ? (result.output as JournalEntry) : undefined;
  } catch {
    return undefined;
  }
}

/** The newest version that this program writes and reads: a field that is added names the next. */
export const journalVersion = Math.max(
  ...resourceKinds.flatMap(kind => rowsOf(kind).map(([, {journaledSince = 1}]) => journaledSince)),
);

export interface SealedLine {
  readonly line: string;
  /** A digest over all lines up to this one; the next line is sealed with it. */
  readonly digest: string;
}

/**
 * An entry's line, with a SHA-256 over the previous digest and its content. This detects damage and
 * careless edits, but not deliberate ones: anyone can recompute the digests, or leave them out
 * (version 1). So a journal never justifies a write that the guards refuse.
 */
export function seal(entry: JournalEntry, previous: string): SealedLine {
  const content = JSON.stringify(entry);
  const digest = digestOf(content, previous);
  return {line: `${content.slice(0, -1)},"digest":"${digest}"}`, digest};
}

/** The line's digest; undefined if the line was changed after it was sealed. */
export function digestOfSealed(line: string, previous: string): string | undefined {
  const [sealed = '', digest = ''] = /,"digest":"([0-9a-f]{64})"\}$/.exec(line.slice(-77)) ?? [];
  if (digest === '') return undefined;
  const content = `${line.slice(0, -sealed.length)}}`;
  return digest === digestOf(content, previous) ? digest : undefined;
}

function digestOf(content: string, previous: string): string {
  return createHash('sha256').update(previous).update(content).digest('hex');
}

/** The version in the first line, even if this program can't read that version. */
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
/** An id that becomes part of a URL: no `.` or `..`, and no control characters. */
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
 * Journals of version 1 named a change in one word, `update-client`, and a new grant's application
 * and API outside `set`.
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
    version: v.pipe(count, v.minValue(1), v.maxValue(journalVersion)),
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
