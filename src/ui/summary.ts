import type {StepStatusKind} from '../engine/step-status.js';
import {steps} from '../steps/index.js';
import {effectOf} from '../wizard/effects.js';
import {
  currentStep,
  evaluatedSteps,
  lastRead,
  questionsOf,
  sessionOf,
} from '../wizard/selectors.js';
import type {State} from '../wizard/state.js';
import {type Block, blank, block, type Span, span} from './block.js';
import {answerOf} from './question/form.js';
import {padEnd, widthOf} from './text.js';
import type {Symbols} from './theme.js';

/** What stays in the scroll-back after the end: what was done, and how to go on. */
export function summaryBlocks(state: State, resume: string, symbols: Symbols): readonly Block[] {
  const domain = sessionOf(state)?.domain;
  if (domain === undefined) {
    const stays =
      state.domain === undefined
        ? 'Left. Nothing was changed. To start again:'
        : `Left ${state.domain}. What is done stays done. To go on:`;
    return [block(`${stays} ${resume}`)];
  }
  const proved = state.proof?.result === 'proved';
  return [
    headline(state, domain, symbols),
    blank,
    ...stepRows(state, symbols),
    ...(proved ? [proofRow(state, symbols)] : []),
    ...state.summaryLines.map(sentence =>
      block([span(`${symbols.done} `, 'good'), sentence], {indent: 1, hang: 3}),
    ),
    blank,
    ...nextBlocks(state, resume),
  ];
}

function headline(state: State, domain: string, symbols: Symbols): Block {
  switch (state.exit) {
    case 'done':
      return state.proof?.result === 'proved'
        ? block(
            [
              span(`${symbols.done} `, 'good'),
              span(`${domain} is set up, and proved with a real token.`, 'strong'),
            ],
            {hang: 2},
          )
        : settled(`${domain} is as you chose.`, state, symbols);
    case 'left-in-sync':
      return settled(`${domain} is in sync.`, state, symbols);
    default:
      return block([span(`Left ${domain} before the end.`, 'strong'), ...whatStays(state)]);
  }
}

function settled(sentence: string, {choices}: State, symbols: Symbols): Block {
  const {authorized} = choices.blueprint.clientGrant;
  const but = authorized ? [] : [span(' The job is not authorized: it gets no token.', 'warning')];
  return block([span(`${symbols.done} `, 'good'), span(sentence, 'strong'), ...but], {hang: 2});
}

/** A demo tenant is gone with the program; of a write that was under way nobody knows. */
function whatStays(state: State): readonly Span[] {
  if (state.demo === 'demo') return [];
  const work = effectOf({...state, exit: undefined});
  return work?.kind === 'apply'
    ? [span(' A change was under way and may have been made; the next run looks first.', 'warning')]
    : [span(hasWritten(state) ? ' What is done stays done.' : ' Nothing was changed.', 'strong')];
}

function hasWritten({calls}: State): boolean {
  return calls.some(
    ({method, path, progress}) =>
      method !== 'GET' &&
      path.startsWith('/api/v2/') &&
      progress.kind === 'answered' &&
      progress.status < 400,
  );
}

function stepRows(state: State, symbols: Symbols): readonly Block[] {
  const observed = lastRead(state);
  if (observed === undefined) return [];
  const statuses = evaluatedSteps(state);
  const titleWidth = Math.max(...steps.map(({title}) => widthOf(title)));
  const failedAt = currentStep(state)?.id;
  return steps.map(step => {
    const status = statuses.find(each => each.step === step.id)?.status.kind;
    const inSync = status === 'in-sync';
    const answers = questionsOf(state, step, observed).map(answerOf);
    const [sign, standing] =
      state.failure !== undefined && failedAt === step.id
        ? [span(`${symbols.failed} `, 'bad'), span('failed', 'muted')]
        : standingOf(status, state, symbols);
    return block(
      [
        sign,
        span(padEnd(step.title, titleWidth), 'muted'),
        '   ',
        inSync ? answers.join(', ') : standing,
      ],
      {indent: 1, hang: titleWidth + 6},
    );
  });
}

function standingOf(
  status: StepStatusKind | undefined,
  {rerun}: State,
  symbols: Symbols,
): readonly [Span, Span] {
  switch (rerun === 'rerun' || status !== 'drift' ? status : undefined) {
    case 'in-sync':
      return [span(`${symbols.done} `, 'good'), span('')];
    case 'drift':
      return [span(`${symbols.drift} `, 'warning'), span('there, and not as chosen', 'muted')];
    case 'blocked':
      return [span(`${symbols.failed} `, 'bad'), span('can’t be done yet', 'muted')];
    default:
      return [span(`${symbols.todo} `, 'muted'), span('not done', 'muted')];
  }
}

function proofRow({proof}: State, symbols: Symbols): Block {
  const titleWidth = Math.max(...steps.map(({title}) => widthOf(title)));
  const checks = proof?.checks.map(({name}) => name).join(', ') ?? '';
  return block(
    [
      span(`${symbols.done} `, 'good'),
      span(padEnd('Proof', titleWidth), 'muted'),
      '   ',
      `checked: ${checks}`,
    ],
    {
      indent: 1,
      hang: titleWidth + 6,
    },
  );
}

function nextBlocks({exit: leaving, demo}: State, resume: string): readonly Block[] {
  const rows = nextRows(leaving, demo, resume);
  const width = Math.max(...rows.map(([what = '']) => widthOf(what)));
  return rows.map(([what = '', command = '']) =>
    block([span(padEnd(what, width), 'muted'), '   ', span(command, 'accent')], {indent: 1}),
  );
}

function nextRows(
  leaving: State['exit'],
  demo: State['demo'],
  resume: string,
): readonly (readonly string[])[] {
  if (demo === 'demo') {
    return [
      ['The demo once more', resume],
      ['On your own tenant', 'npx timesheets-setup'],
    ];
  }
  return leaving === 'done' || leaving === 'left-in-sync'
    ? [
        ['Look for drift later', 'npx timesheets-setup check'],
        ['Take it all back', 'npx timesheets-setup undo'],
      ]
    : [['To go on', resume]];
}
