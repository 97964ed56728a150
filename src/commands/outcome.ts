import type {Applied} from '../engine/outcome.js';
import type {Problem, ProblemKind} from '../engine/problem.js';
import {visible} from '../engine/visible.js';

/** What a command hands to the command line: a document for machines, a text for people. */
export interface CommandResult {
  readonly exitCode: number;
  /** Goes to stdout under `--json`. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Goes to stdout otherwise. */
  readonly text: string;
}

const exitCodes: Readonly<Record<ProblemKind, number>> = {
  failed: 1,
  undone: 2,
  usage: 3,
  access: 4,
  interrupted: 130,
};

export function exitCodeOf({kind}: Problem): number {
  return exitCodes[kind];
}

export function errorJson(problem: Problem): Readonly<Record<string, unknown>> {
  const {code, message, hint, permissions, candidates} = problem;
  return {
    code,
    message,
    hint,
    ...(permissions.length > 0 && {permissions}),
    ...(candidates.length > 0 && {candidates}),
  };
}

/** A failure part of the way: what was applied before it is told beside it. */
export class Incomplete extends Error {
  readonly problem: Problem;
  readonly applied: readonly Applied[];

  constructor(problem: Problem, applied: readonly Applied[]) {
    super(problem.message, {cause: problem});
    this.problem = problem;
    this.applied = applied;
  }
}

export function appliedJson(
  applied: readonly Applied[],
): readonly Readonly<Record<string, unknown>>[] {
  return applied.map(({steps, method, path, status}) => ({steps, method, path, status}));
}

/** A failure for people: what was done before it, the sentence, what to do, and its code. */
export function problemLines(problem: Problem, applied: readonly Applied[]): readonly string[] {
  return [
    ...applied.map(({method, path}) => `✔ ${method} ${path}`),
    `✖ ${visible(problem.message)}`,
    `  ${visible(problem.hint)}`,
    `  (${problem.code})`,
  ];
}
