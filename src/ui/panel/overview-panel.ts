import type {EvaluatedStep} from '../../engine/plan.js';
import {differencesOf} from '../../engine/step-status.js';
import {steps} from '../../steps/index.js';
import type {StepId} from '../../steps/step.js';
import {sessionOf} from '../../wizard/selectors.js';
import {type Block, blank, block, type Span, span} from '../block.js';
import {problemBlocks} from '../problem.js';
import {formBlocks} from '../question/form.js';
import {padEnd, widthOf} from '../text.js';
import type {Symbols} from '../theme.js';
import {askingOf, type PanelView} from './panel-view.js';
import {confirmBlocks} from './step-panel.js';
import {inWords} from './verdict-view.js';

const counts = ['Nothing', 'One thing', 'Two things', 'Three things', 'Four things', 'Five things'];

/** What a re-run begins with: how the tenant stands, and what to do about it. */
export function overviewPanel(view: PanelView<'overview'>): readonly Block[] {
  const {screen, symbols, state} = view;
  const {statuses, breaks} = screen;
  const drifted = statuses.filter(({status}) => status.kind !== 'in-sync').length;
  const [choice] = screen.questions;
  const questions = choice === undefined ? [] : [choice];
  const showBreaks = state.menus.overview === 'repair' || screen.questionIndex > 0;
  return [
    block(span(drifted === 0 ? 'Everything is in sync' : 'The tenant has drifted', 'heading')),
    block(span(sinceWhen(view, drifted), 'muted')),
    blank,
    ...statuses.map(each => row(each, symbols)),
    blank,
    ...formBlocks({...askingOf(view), questions, at: screen.questionIndex}),
    ...(showBreaks && breaks.length > 0
      ? [
          blank,
          ...breaks.map(sentence =>
            block([span(`${symbols.warning} `, 'warning'), sentence], {hang: 2}),
          ),
        ]
      : []),
    ...confirmBlocks(view),
    ...(screen.problem === undefined ? [] : [blank, ...problemBlocks(screen.problem, symbols)]),
  ];
}

function sinceWhen({state}: PanelView, drifted: number): string {
  const session = sessionOf(state);
  const last = session?.remembered.lastInSyncAt;
  const what = ` ${counts[drifted] ?? drifted} drifted.`;
  const host = session?.domain ?? '';
  if (drifted === 0) return `${host} is as it should be.`;
  if (last === undefined) return `${host}:${what.toLowerCase()}`;
  return `${host} was last in sync on ${dayOf(last)}.${what}`;
}

function dayOf(iso: string): string {
  const date = new Date(iso);
  if (Number.isNaN(date.getTime())) return iso;
  return date.toLocaleDateString('en-GB', {day: 'numeric', month: 'long', year: 'numeric'});
}

function row({step: id, status}: EvaluatedStep<StepId>, symbols: Symbols): Block {
  const titles = steps.map(({title}) => widthOf(title));
  const nameWidth = Math.max(...titles);
  const title = steps.find(step => step.id === id)?.title ?? id;
  const differences = differencesOf(status);
  const breaking = differences.some(({breaks}) => breaks !== undefined);
  const [sign, words] = signOf({step: id, status}, symbols);
  return block([sign, span(padEnd(title, nameWidth), 'strong'), '   ', words], {
    indent: 1,
    hang: nameWidth + 6,
    aria: {role: 'listitem', label: `${title}: ${words.text}${breaking ? ', breaking' : ''}`},
    ...(breaking ? {aside: span(`${symbols.warning} breaking`, 'warning')} : {}),
  });
}

function signOf({status}: EvaluatedStep<StepId>, symbols: Symbols): readonly [Span, Span] {
  switch (status.kind) {
    case 'in-sync': {
      const kept = status.kept.length > 0 ? `, ${status.kept.length} kept` : '';
      return [span(`${symbols.done} `, 'good'), span(`in sync${kept}`, 'muted')];
    }
    case 'missing':
      return [span(`${symbols.drift} `, 'warning'), span('is not there')];
    case 'blocked':
      return [span(`${symbols.failed} `, 'bad'), span(status.problem.message)];
    case 'drift':
      return [
        span(`${symbols.drift} `, 'warning'),
        span(status.differences.map(inWords).join('; ')),
      ];
  }
}
