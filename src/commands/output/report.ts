import type {Applied} from '../../engine/outcome.js';
import type {EvaluatedStep} from '../../engine/plan.js';
import {isInSync} from '../../engine/plan.js';
import {type Difference, differencesOf, labeledDifferences} from '../../engine/step-status.js';
import type {Change} from '../../model/change.js';
import {fieldLabel, wireName} from '../../model/labels.js';
import type {Observed} from '../../model/observed.js';
import {stepTitle} from '../../steps/index.js';
import type {StepId} from '../../steps/step.js';
import {visible} from '../../text/escape.js';
import {formatChange} from '../../text/format.js';

export type EvaluatedSteps = readonly EvaluatedStep<StepId>[];

/** The steps in `check --json`. Scripts depend on this shape. */
export function stepsJson(statuses: EvaluatedSteps): readonly Readonly<Record<string, unknown>>[] {
  return statuses.map(({step, status}) => ({
    id: step,
    status: status.kind,
    changes: differencesOf(status).map(changeJson),
    ...(status.kept.length > 0 && {kept: status.kept}),
    ...(status.notes.length > 0 && {notes: status.notes.map(({text}) => text)}),
    ...(status.kind === 'blocked' && {
      problem: {
        code: status.problem.code,
        message: status.problem.message,
        hint: status.problem.hint,
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
  statuses: EvaluatedSteps,
  requests: number,
): Readonly<Record<string, unknown>> {
  return {inSync: isInSync(statuses), domain, steps: stepsJson(statuses), requests};
}

const marks = {'in-sync': '✔', drift: '≠', missing: '○', blocked: '✖'} as const;
const statusWords = {
  'in-sync': 'in sync',
  drift: 'drifted',
  missing: 'missing',
  blocked: 'blocked',
} as const;

/** What a run did, where a step is in sync since. */
const actionWords: Readonly<Record<Change['action'], string>> = {
  create: 'created',
  update: 'updated',
  delete: 'removed',
  'rotate-secret': 'rotated',
};

/**
 * The steps as lines for a terminal or a log. Symbols and words say everything, so color isn't
 * needed. `applied` marks the steps that this run wrote.
 */
export function statusLines(
  statuses: EvaluatedSteps,
  applied: readonly Applied[] = [],
): readonly string[] {
  const actions = new Map(
    // A step counts as created even if a later write updated it.
    applied.toReversed().flatMap(({steps: ids, change}) => ids.map(id => [id, change.action])),
  );
  const wordOf = ({step, status}: EvaluatedStep<StepId>) => {
    const action = actions.get(step);
    return action !== undefined && status.kind === 'in-sync'
      ? actionWords[action]
      : statusWords[status.kind];
  };
  return statuses.flatMap(({step, status}) => [
    `${marks[status.kind]} ${stepTitle(step).padEnd(12)} ${wordOf({step, status})}`,
    ...labeledDifferences(status).flatMap(differenceLines),
    ...(status.kept.length > 0 ? [`    kept: ${visible(status.kept.join(', '))}`] : []),
    ...status.notes.map(({text}) => `    ${visible(text)}`),
    ...(status.kind === 'blocked'
      ? [`    ${visible(status.problem.message)}`, `    ${visible(status.problem.hint)}`]
      : []),
  ]);
}

function differenceLines({field, from, to, breaks}: Difference): readonly string[] {
  const change = `    ${fieldLabel(field)}: ${visible(formatChange(from, to))}`;
  if (breaks === undefined) return [change];
  const {sentence, affects} = breaks;
  const others = affects.map(({clientId, name}) => visible(name ?? clientId)).join(', ');
  return [
    `${change}  ⚠ breaking`,
    `      ${visible(sentence)}`,
    ...(others === '' ? [] : [`      Also authorized for this API: ${others}.`]),
  ];
}

/** The application's client ID by API identifier, to be saved for the next run. */
export function clientIdsOf(
  observed: Observed,
  clientId: string | undefined,
): ReadonlyMap<string, string> {
  return new Map(clientId === undefined ? [] : [[observed.audience, clientId]]);
}
