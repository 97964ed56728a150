import {breakingSentences, type EvaluatedStep} from '../engine/plan.js';
import type {Proof} from '../engine/prove.js';
import {changesOf, type StepStatus} from '../engine/step-status.js';
import {noSecretToRotateProblem} from '../engine/write-guards.js';
import type {Problem} from '../model/errors.js';
import {words} from '../scenario/words.js';
import type {Option, Step, StepId} from '../steps/step.js';
import {currentEffect} from './effects.js';
import type {MissingPermissions} from './ports.js';
import {
  confirmQuestion,
  connectQuestions,
  createMenu,
  customDomainQuestion,
  exportQuestion,
  isText,
  permissionsQuestion,
  type ScreenQuestion,
} from './questions.js';
import {
  breaksOf,
  currentStep,
  evaluatedSteps,
  lastObserved,
  perState,
  questionsOf,
  selectionOf,
  sessionOf,
  stepStatusOf,
  syncState,
} from './selectors.js';
import type {State} from './state.js';

/** The current screen, computed from the state and never stored. */
export type Screen = {
  /** In order; `questions[questionIndex]` has the focus. */
  readonly questions: readonly ScreenQuestion[];
  readonly questionIndex: number;
  /** Whether an effect is running; answers have to wait for it. */
  readonly busy: boolean;
  readonly problem: Problem | undefined;
  /**
   * The target of key presses. After a failure it is the problem if a text field is focused, which
   * would otherwise take `r` (retry) as text.
   */
  readonly focus: 'question' | 'problem';
} & ScreenVariant;

export type ScreenVariant =
  | {readonly kind: 'connect'}
  | {readonly kind: 'custom-domain'; readonly host: string}
  | {readonly kind: 'reading'}
  | {readonly kind: 'permissions'; readonly missingPermissions: readonly MissingPermissions[]}
  | {
      readonly kind: 'overview';
      readonly statuses: readonly EvaluatedStep<StepId>[];
      readonly breaks: readonly string[];
    }
  | {
      readonly kind: 'step';
      readonly step: Step;
      /** Undefined until the tenant was read for the typed identifier. */
      readonly status: StepStatus | undefined;
      readonly breaks: readonly string[];
    }
  | {readonly kind: 'proof'; readonly proof: Proof | undefined}
  | {readonly kind: 'export'};

type ScreenContent = ScreenVariant & {readonly questions: readonly ScreenQuestion[]};

export const screenOf = perState((state): Screen => {
  const content = buildContent(state);
  const last = Math.max(0, content.questions.length - 1);
  const index = state.questionIndex === 'last' ? last : Math.min(state.questionIndex, last);
  const question = content.questions[index];
  const takesText = question !== undefined && isText(question) && content.kind !== 'connect';
  return {
    ...content,
    questionIndex: index,
    focus: takesText && state.failure !== undefined ? 'problem' : 'question',
    busy: currentEffect(state) !== undefined,
    problem: findProblem(content, state),
  };
});

/** The problem to show; undefined if a question on this screen resolves it. */
function findProblem(content: ScreenContent, {failure}: State): Problem | undefined {
  if (content.kind === 'custom-domain') return undefined;
  if (failure !== undefined || content.kind !== 'step') return failure?.problem;
  const {status, questions} = content;
  if (status?.kind !== 'blocked') return undefined;
  const [candidate] = status.problem.candidates;
  const resolves = (question: ScreenQuestion) =>
    question.kind === 'select' && question.options.some(({value}) => value === candidate?.clientId);
  return questions.some(resolves) ? undefined : status.problem;
}

export function getFocusedQuestion(screen: Screen): ScreenQuestion | undefined {
  return screen.questions[screen.questionIndex];
}

function buildContent(state: State): ScreenContent {
  const {connection, failure} = state;
  if (connection.kind !== 'signed-in') {
    if (connection.kind === 'signing-in' && failure?.problem.code === 'custom_domain') {
      const host = connection.request.domain;
      const question = customDomainQuestion(host, state.menus['custom-domain']);
      return {kind: 'custom-domain', host, questions: [question]};
    }
    // A demo signs in by itself, because the user has no credentials for it.
    const questions = state.isDemo ? [] : connectQuestions(state.connect, state.signInOptions);
    return {kind: 'connect', questions};
  }
  if (connection.reading.kind === 'unread') return {kind: 'reading', questions: []};
  const {missingPermissions} = connection.reading;
  if (missingPermissions.length > 0 && !state.permissionsAccepted) {
    const question = permissionsQuestion(state.menus.permissions);
    return {kind: 'permissions', missingPermissions, questions: [question]};
  }
  if (state.view === 'overview') return buildOverviewContent(state);
  const step = currentStep(state);
  if (step !== undefined) return buildStepContent(state, step);
  if (state.exporting) {
    return {kind: 'export', questions: [exportQuestion(state.exports, state.menus.export)]};
  }
  return {kind: 'proof', proof: state.proof, questions: buildProofQuestions(state)};
}

function buildStepContent(state: State, step: Step): ScreenContent {
  const observed = lastObserved(state);
  if (observed === undefined) return {kind: 'reading', questions: []};
  const breaks = breaksOf(state, step.id);
  const questions: readonly ScreenQuestion[] = questionsOf(state, step, observed);
  return {
    kind: 'step',
    step,
    status: stepStatusOf(state, step.id),
    breaks,
    questions: [...questions, ...buildConfirmQuestions(state, breaks)],
  };
}

function buildOverviewContent(state: State): ScreenContent {
  const statuses = evaluatedSteps(state);
  const rotating = state.menus.overview === 'rotate';
  const breaks = rotating ? [words.application.rotate.breaks] : breakingSentences(statuses);
  const driftedCount = statuses.filter(({status}) => status.kind !== 'in-sync').length;
  const options = overviewOptions(state, driftedCount, hasChanges(statuses));
  const choice = createMenu(
    'overview',
    'Next',
    choiceOrDefault(state.menus.overview, options, options[0]?.value ?? 'leave'),
    options,
  );
  const needsConfirm = rotating || state.menus.overview === 'repair';
  const action = rotating ? 'rotate the Client Secret' : undefined;
  const confirmQuestions = needsConfirm ? buildConfirmQuestions(state, breaks, action) : [];
  return {kind: 'overview', statuses, breaks, questions: [choice, ...confirmQuestions]};
}

function hasChanges(statuses: readonly EvaluatedStep<StepId>[]): boolean {
  return statuses.some(({status}) => changesOf(status).length > 0);
}

/** The recommended choice comes first. */
function overviewOptions(state: State, drifted: number, repairable: boolean): readonly Option[] {
  const each = {value: 'each', label: 'Review each'};
  if (drifted > 0) {
    const all = {value: 'repair', label: repairLabel(drifted)};
    return [
      each,
      ...(repairable ? [all] : []),
      {value: 'all', label: 'All steps'},
      {value: 'leave', label: 'Quit'},
    ];
  }
  const {authorized} = state.choices.blueprint.clientGrant;
  const prove = authorized ? [{value: 'prove', label: 'Run proof'}] : [];
  const selection = selectionOf(state);
  const hasSecret = selection?.kind === 'found' && noSecretToRotateProblem(selection) === undefined;
  const rotate = hasSecret ? [{value: 'rotate', label: words.application.rotate.label}] : [];
  return [...prove, each, ...rotate, {value: 'leave', label: 'Quit'}];
}

function repairLabel(drifted: number): string {
  if (drifted === 1) return 'Repair it';
  return drifted === 2 ? 'Repair both' : `Repair all ${drifted}`;
}

function buildConfirmQuestions(
  state: State,
  breaks: readonly string[],
  action = `apply the breaking ${breaks.length === 1 ? 'change' : 'changes'}`,
): readonly ScreenQuestion[] {
  const name = sessionOf(state)?.tenantName;
  if (name === undefined || breaks.length === 0) return [];
  return [confirmQuestion(name, state.confirmText, action)];
}

function buildProofQuestions(state: State): readonly ScreenQuestion[] {
  if (syncState(state) !== 'in-sync') return [];
  if (!state.choices.blueprint.clientGrant.authorized) {
    return [createMenu('proof', 'Next', 'done', [{value: 'done', label: 'Done'}])];
  }
  if (state.proof === undefined && state.failure === undefined) return [];
  const proved = state.proof?.result === 'proved';
  const again = {value: 'again', label: 'Try again'};
  const options = [
    {value: 'done', label: proved ? 'Done' : 'Quit without proof'},
    {value: 'env', label: state.isDemo ? 'Write .env.demo' : 'Write .env'},
    ...(state.exports.length > 0 ? [{value: 'export', label: 'Export'}] : []),
    {value: 'curl', label: 'Copy curl'},
  ];
  const {proof: choice} = state.menus;
  return proved
    ? [createMenu('proof', 'Next', choiceOrDefault(choice, options, 'done'), options)]
    : [
        createMenu('proof', 'Next', choice === 'done' ? 'done' : 'again', [
          again,
          ...options.slice(0, 1),
        ]),
      ];
}

function choiceOrDefault(choice: string, options: readonly Option[], fallback: string): string {
  return options.some(({value}) => value === choice) ? choice : fallback;
}
