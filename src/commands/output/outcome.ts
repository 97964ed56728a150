import type {Applied} from '../../engine/outcome.js';
import {Problem, type ProblemKind} from '../../model/errors.js';
import {visible} from '../../text/escape.js';

/** A command's result: a JSON document and a text. */
export interface CommandResult {
  readonly exitCode: number;
  /** Printed with `--json`. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Printed without `--json`. */
  readonly text: string;
  /**
   * `preformatted` for text that users redirect to files; other text wraps at the terminal's width.
   */
  readonly lines?: 'preformatted';
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

/** A run that failed after it had already applied something. */
export class IncompleteError extends Error {
  readonly problem: Problem;
  readonly applied: readonly Applied[];

  constructor(problem: Problem, applied: readonly Applied[]) {
    super(problem.message, {cause: problem});
    this.problem = problem;
    this.applied = applied;
  }
}

/** All requests that wrote, including those that had to precede another write. */
export function writesOf(
  applied: readonly Applied[],
): readonly Pick<Applied, 'steps' | 'method' | 'path' | 'status'>[] {
  return applied.flatMap(({steps, method, path, status, earlier}) => [
    ...(earlier === undefined ? [] : [{steps, ...earlier}]),
    {steps, method, path, status},
  ]);
}

export function appliedJson(
  applied: readonly Applied[],
): readonly Readonly<Record<string, unknown>>[] {
  return writesOf(applied);
}

/** Undefined for anything but a `Problem` or `IncompleteError`: that is a bug. */
export function failureOf(thrown: unknown): IncompleteError | undefined {
  if (thrown instanceof IncompleteError) return thrown;
  return thrown instanceof Problem ? new IncompleteError(thrown, []) : undefined;
}

export function failureJson({
  problem,
  applied,
}: IncompleteError): Readonly<Record<string, unknown>> {
  return {
    error: errorJson(problem),
    ...(applied.length > 0 && {applied: appliedJson(applied)}),
  };
}

/** For people: what was applied before the failure, the message, the hint, and the code. */
export function failureLines({problem, applied}: IncompleteError): readonly string[] {
  return [
    ...writesOf(applied).map(({method, path}) => `✔ ${method} ${path}`),
    `✖ ${visible(problem.message)}`,
    `  ${visible(problem.hint)}`,
    `  (${problem.code})`,
  ];
}
