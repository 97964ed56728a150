import {
  findNodeAtLocation,
  getNodeValue,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import * as v from 'valibot';
import {Problem} from '../engine/problem.js';
import type {Blueprint} from './blueprint.js';
import {blueprintSchema} from './schema.js';

/**
 * Reads a blueprint: JSON, comments and trailing commas allowed. `source` is what messages call
 * it, a file's name. Throws `Problem` invalid_blueprint, with line and path of the first faults.
 */
export function readBlueprint(content: string, source: string): Blueprint {
  const errors: ParseError[] = [];
  // A byte order mark is no part of the document.
  const text = content.replace(/^\uFEFF/, '');
  const tree = parseTree(text, errors, {allowTrailingComma: true});
  const [error] = errors;
  if (error !== undefined) {
    const what = printParseErrorCode(error.error).replaceAll(/(?<=[a-z])(?=[A-Z])/g, ' ');
    throw invalid(source, [`line ${lineOf(text, error.offset)}: not JSON (${what.toLowerCase()})`]);
  }
  if (tree === undefined) throw invalid(source, ['the file is empty']);
  const result = v.safeParse(blueprintSchema, getNodeValue(tree));
  if (!result.success) {
    throw invalid(
      source,
      result.issues.map(issue => describe(issue, tree, text)),
    );
  }
  const {$schema: _, ...blueprint} = result.output;
  return blueprint;
}

function describe(issue: v.BaseIssue<unknown>, tree: Node, text: string): string {
  const path = issue.path?.map(({key}) => (typeof key === 'number' ? key : String(key))) ?? [];
  const where = path.reduce<string>(
    (shown, key) =>
      typeof key === 'number' ? `${shown}[${key}]` : shown === '' ? key : `${shown}.${key}`,
    '',
  );
  return `line ${lineOf(text, nearest(tree, path)?.offset ?? 0)}: ${where === '' ? 'the document' : where}: ${issue.message}`;
}

/** The node at the path, or what there is of it: a missing key is shown where it should stand. */
function nearest(tree: Node, path: (string | number)[]): Node | undefined {
  for (let length = path.length; length > 0; length -= 1) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    if (node !== undefined) return node;
  }
  return tree;
}

function lineOf(text: string, offset: number): number {
  return text.slice(0, offset).split('\n').length;
}

const mostShown = 5;

function invalid(source: string, faults: readonly string[]): Problem {
  const shown = faults.slice(0, mostShown);
  const more = faults.length > shown.length ? `; and ${faults.length - shown.length} more` : '';
  return new Problem('invalid_blueprint', {
    message: `${source} is not a valid blueprint. ${shown.join('; ')}${more}.`,
    hint: '`timesheets-setup export schema` prints the JSON Schema; `timesheets-setup export blueprint` a valid example.',
  });
}
