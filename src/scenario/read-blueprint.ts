import {getNodeValue, type ParseError, parseTree, printParseErrorCode} from 'jsonc-parser';
import * as v from 'valibot';
import {Problem} from '../model/errors.js';
import {faultsOf, lineOf} from './blueprint-faults.js';
import type {Blueprint} from './documented.js';
import {blueprintSchema, withCurrentNames} from './schema.js';

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
  const result = v.safeParse(blueprintSchema, withCurrentNames(getNodeValue(tree)), {
    abortPipeEarly: true,
  });
  if (!result.success) {
    const {issues} = result;
    const faults = faultsOf(issues.slice(0, mostLookedAt), tree, text);
    throw invalid(source, faults, Math.max(0, issues.length - mostLookedAt));
  }
  const {$schema: _, ...blueprint} = result.output;
  return blueprint;
}

const mostShown = 5;
/** A file of another kind has a fault in every line. */
const mostLookedAt = 50;

function invalid(source: string, faults: readonly string[], unseen = 0): Problem {
  const shown = faults.slice(0, mostShown);
  const left = faults.length - shown.length + unseen;
  const more = left > 0 ? `; and ${left} more` : '';
  // A sentence of the rules may end by itself.
  const told = `${shown.join('; ')}${more}`.replace(/[^.?]$/, '$&.');
  return new Problem('invalid_blueprint', {
    message: `${source} is not a valid blueprint. ${told}`,
    hint: '`timesheets-setup export schema` prints the JSON Schema; `timesheets-setup export blueprint` a valid example.',
  });
}
