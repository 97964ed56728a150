import {transition, wireName} from '../engine/in-words.js';
import type {Observed} from '../engine/observed.js';
import type {StepVerdict} from '../engine/plan.js';
import {inSync} from '../engine/plan.js';
import {type Difference, differencesOf} from '../engine/verdict.js';
import {visible} from '../engine/visible.js';
import {steps} from '../steps/index.js';
import type {StepId} from '../steps/step.js';

export type Verdicts = readonly StepVerdict<StepId>[];

/** What `check --json` says of the steps: the shape that others build on. */
export function stepsJson(verdicts: Verdicts): readonly Readonly<Record<string, unknown>>[] {
  return verdicts.map(({step, verdict}) => ({
    id: step,
    status: verdict.status,
    changes: differencesOf(verdict).map(changeJson),
    ...(verdict.kept.length > 0 && {kept: verdict.kept}),
    ...(verdict.notes.length > 0 && {notes: verdict.notes.map(({text}) => text)}),
    ...(verdict.status === 'blocked' && {
      problem: {
        code: verdict.problem.code,
        message: verdict.problem.message,
        hint: verdict.problem.hint,
      },
    }),
  }));
}

function changeJson({field, from, to, breaks}: Difference): Readonly<Record<string, unknown>> {
  return {
    field: wireName(field),
    from,
    to,
    breaking: breaks !== undefined,
    ...(breaks !== undefined && {why: breaks.sentence}),
    ...(breaks !== undefined && breaks.affects.length > 0 && {affects: breaks.affects}),
  };
}

export function checkJson(
  domain: string,
  verdicts: Verdicts,
  requests: number,
): Readonly<Record<string, unknown>> {
  return {inSync: inSync(verdicts), domain, steps: stepsJson(verdicts), requests};
}

const marks = {'in-sync': '✔', drift: '≠', missing: '○', blocked: '✖'} as const;
const statusWords = {
  'in-sync': 'in sync',
  drift: 'drifted',
  missing: 'missing',
  blocked: 'blocked',
} as const;

/** The verdicts as lines for a terminal or a log; colour is never needed to read them. */
export function verdictLines(verdicts: Verdicts): readonly string[] {
  return verdicts.flatMap(({step, verdict}) => [
    `${marks[verdict.status]} ${titleOf(step).padEnd(12)} ${statusWords[verdict.status]}`,
    ...differencesOf(verdict).flatMap(differenceLines),
    ...(verdict.kept.length > 0 ? [`    kept: ${visible(verdict.kept.join(', '))}`] : []),
    ...verdict.notes.map(({text}) => `    ${visible(text)}`),
    ...(verdict.status === 'blocked'
      ? [`    ${visible(verdict.problem.message)}`, `    ${visible(verdict.problem.hint)}`]
      : []),
  ]);
}

/** The Dashboard's word for a step. */
export function titleOf(id: string): string {
  return steps.find(step => step.id === id)?.title ?? id;
}

function differenceLines({field, from, to, breaks}: Difference): readonly string[] {
  const change = `    ${wireName(field)}: ${visible(transition(from, to))}`;
  if (breaks === undefined) return [change];
  const {sentence, affects} = breaks;
  const others = affects.map(({clientId, name}) => visible(name ?? clientId)).join(', ');
  return [
    `${change}  ⚠ breaking`,
    `      ${visible(sentence)}`,
    ...(others === '' ? [] : [`      Also authorised for this API: ${others}.`]),
  ];
}

/** Our application's id, where it was found: what is remembered for the next run. */
export function clientIdsOf(
  observed: Observed,
  clientId: string | undefined,
): ReadonlyMap<string, string> {
  return new Map(clientId === undefined ? [] : [[observed.audience, clientId]]);
}
