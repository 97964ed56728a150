import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import * as v from 'valibot';
import {Problem} from '../model/errors.js';
import {nearest, suggestion} from '../text/suggest.js';
import type {Blueprint} from './documented.js';
import {blueprintSchema, withCurrentNames} from './schema.js';

/**
 * Parses JSON with comments and trailing commas; `source` names the file in messages. Throws
 * `Problem` invalid_blueprint with the line and path of the first faults.
 */
export function readBlueprint(content: string, source: string): Blueprint {
  try {
    return parseBlueprint(content, source);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    // The stack overflowed.
    throw invalidBlueprintProblem(source, ['the document is nested too deeply']);
  }
}

function parseBlueprint(content: string, source: string): Blueprint {
  const errors: ParseError[] = [];
  // Drop a byte order mark.
  const text = content.replace(/^\uFEFF/, '');
  const tree = parseTree(text, errors, {allowTrailingComma: true});
  const [error] = errors;
  if (error !== undefined) {
    const what = printParseErrorCode(error.error).replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
    throw invalidBlueprintProblem(source, [
      `line ${lineOf(text, error.offset)}: invalid JSON (${what.toLowerCase()})`,
    ]);
  }
  if (tree === undefined) throw invalidBlueprintProblem(source, ['the file is empty']);
  const repeated = repeatedKeys(tree).map(
    ({value, offset}) => `line ${lineOf(text, offset)}: ${value} appears twice`,
  );
  if (repeated.length > 0) throw invalidBlueprintProblem(source, repeated);
  const result = v.safeParse(blueprintSchema, withCurrentNames(getNodeValue(tree)), {
    abortPipeEarly: true,
  });
  if (!result.success) {
    const {issues} = result;
    const faults = describeFaults(issues.slice(0, maxIssues), tree, text);
    throw invalidBlueprintProblem(source, faults, Math.max(0, issues.length - maxIssues));
  }
  const {$schema: _, ...blueprint} = result.output;
  return blueprint;
}

/** Whoever reviews the file may read the first value, and a parser takes the last. */
function repeatedKeys({type, children = []}: Node): readonly Node[] {
  const keys = type === 'object' ? children.flatMap(property => property.children?.[0] ?? []) : [];
  const names = new Set<unknown>();
  const repeated = keys.filter(({value}) => names.size === names.add(value).size);
  return [...repeated, ...children.flatMap(repeatedKeys)];
}

const maxShown = 5;
/** A limit, because a file that is not a blueprint at all has a fault on every line. */
const maxIssues = 50;

function invalidBlueprintProblem(source: string, faults: readonly string[], unseen = 0): Problem {
  const shown = faults.slice(0, maxShown);
  const rest = faults.length - shown.length + unseen;
  const more = rest > 0 ? `; and ${rest} more` : '';
  // The messages from `validity.ts` already end with a period.
  const details = `${shown.join('; ')}${more}`.replace(/[^.?]$/, '$&.');
  return new Problem('invalid_blueprint', {
    message: `${source} is not a valid blueprint. ${details}`,
    hint: '`timesheets-setup export schema` prints the JSON Schema, and `timesheets-setup export blueprint` prints a valid example.',
  });
}

type Issue = v.BaseIssue<unknown>;
type Path = readonly (string | number)[];

/** Faults with line and path: wrong values and unknown keys first, then missing keys. */
function describeFaults(issues: readonly Issue[], tree: Node, text: string): readonly string[] {
  const locate = (path: Path) => `line ${lineOf(text, offsetOf(path, tree))}: ${formatPath(path)}`;
  const missing = issues.filter(isMissing);
  const present = issues.filter(issue => !isMissing(issue));
  const misspelled = new Set(
    present.flatMap(issue => {
      const meant = intendedKey(issue, missing);
      return meant === undefined ? [] : [formatPath([...pathOf(issue).slice(0, -1), meant])];
    }),
  );
  const missingKeys = new Map<string, string[]>();
  for (const issue of missing.filter(each => !misspelled.has(formatPath(pathOf(each))))) {
    const where = locate(pathOf(issue).slice(0, -1));
    missingKeys.set(where, [...(missingKeys.get(where) ?? []), keyOf(issue)]);
  }
  return [
    ...present.map(issue => `${locate(pathOf(issue))}: ${describeIssue(issue, missing)}`),
    ...[...missingKeys].map(([where, keys]) => `${where} is missing ${keys.join(', ')}`),
  ];
}

function describeIssue(issue: Issue, missing: readonly Issue[]): string {
  if (isUnknown(issue)) {
    const meant = intendedKey(issue, missing);
    return `unknown key${meant === undefined ? '' : `; did you mean “${meant}”?`}`;
  }
  if (issue.kind !== 'schema') return issue.message;
  const known = [...(issue.expected ?? '').matchAll(/"([^"]+)"/g)].map(([, value = '']) => value);
  const expected = known.length > 0 ? known.join(' or ') : (issue.expected ?? '').toLowerCase();
  const hint = typeof issue.input === 'string' ? suggestion(issue.input, known) : '';
  return `must be ${expected}, but is ${issue.received}. ${hint}`.trim();
}

function isMissing(issue: Issue): boolean {
  return isAboutKey(issue) && issue.received === 'undefined';
}

function isUnknown(issue: Issue): boolean {
  return isAboutKey(issue) && issue.expected === 'never';
}

function isAboutKey({type, path}: Issue): boolean {
  return type === 'strict_object' && path?.at(-1)?.origin === 'key';
}

/** The missing key that an unknown key of the same object is probably a misspelling of. */
function intendedKey(issue: Issue, missing: readonly Issue[]): string | undefined {
  if (!isUnknown(issue)) return undefined;
  const parentOf = (each: Issue) => formatPath(pathOf(each).slice(0, -1));
  const siblings = missing.filter(each => parentOf(each) === parentOf(issue));
  return nearest(keyOf(issue), siblings.map(keyOf));
}

function keyOf(issue: Issue): string {
  return String(pathOf(issue).at(-1));
}

function pathOf({path}: Issue): Path {
  return (path ?? []).map(({key}) => (typeof key === 'number' ? key : String(key)));
}

function formatPath(path: Path): string {
  if (path.length === 0) return 'the document';
  return path.reduce<string>((shown, key) => {
    if (typeof key === 'number') return `${shown}[${key}]`;
    return shown === '' ? key : `${shown}.${key}`;
  }, '');
}

/** Offset of the node at the path, or of its nearest ancestor: a missing key has no node. */
function offsetOf(path: Path, tree: Node): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node !== undefined) return node.offset;
  }
  return tree.offset;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}
