import type {Applied} from '../engine/outcome.js';
import {Problem, type ProblemKind} from '../model/errors.js';
import {visible} from '../text/escape.js';

/** What a command hands to the command line: a document for machines, a text for people. */
export interface CommandResult {
  readonly exitCode: number;
  /** Goes to stdout under `--json`. */
  readonly json: Readonly<Record<string, unknown>>;
  /** Goes to stdout otherwise. */
  readonly text: string;
  /** What goes on into files stays as it is; other lines are broken where a terminal's width ends. */
  readonly lines?: 'as-they-are';
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

/** Every request that wrote, with the steps that it was for. */
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

/** A failure, whether or not something was applied before it; nothing where it is a bug of ours. */
export function failureOf(thrown: unknown): Incomplete | undefined {
  if (thrown instanceof Incomplete) return thrown;
  return thrown instanceof Problem ? new Incomplete(thrown, []) : undefined;
}

/** A failure for machines. */
export function failureJson({problem, applied}: Incomplete): Readonly<Record<string, unknown>> {
  return {
    error: errorJson(problem),
    ...(applied.length > 0 && {applied: appliedJson(applied)}),
  };
}

/** A failure for people: what was done before it, the sentence, what to do, and its code. */
export function failureLines({problem, applied}: Incomplete): readonly string[] {
  return [
    ...writesOf(applied).map(({method, path}) => `✔ ${method} ${path}`),
    `✖ ${visible(problem.message)}`,
    `  ${visible(problem.hint)}`,
    `  (${problem.code})`,
  ];
}
