import type {Proof} from '../../engine/prove.js';
import {type Block, blank, block, span} from '../block.js';
import {layOut} from '../layout.js';
import {problemBlocks} from '../problem.js';
import {formBlocks} from '../question/form.js';
import {padEnd, widthOf} from '../text.js';
import type {Symbols} from '../theme.js';
import {askingOf, headed, type PanelView} from './panel-view.js';

export const proofHeading = 'Proof';

/** The proof: a real token, checked claim by claim, and what to do with the result. */
export function proofPanel(view: PanelView<'proof'>): readonly Block[] {
  const {screen, symbols} = view;
  const {proof} = screen;
  const head = headed(proofHeading, 'A token as the job gets it, checked as the API does.');
  const menu = screen.questions.length === 0 ? [] : [blank, ...formBlocks(askingOf(view))];
  if (screen.problem !== undefined) {
    return [...head, ...problemBlocks(screen.problem, symbols), ...menu];
  }
  if (proof === undefined) return [...head, waiting(view), ...menu];
  const checks = checkBlocks(proof, symbols);
  const failed =
    proof.result === 'proved'
      ? []
      : [blank, block(span('The token is not as it should be.', 'bad'))];
  const short = [...head, ...checks, ...failed, ...menu];
  const long = [...head, ...checks, ...failed, blank, ...tokenBlocks(proof), ...menu];
  // Decoded in full where there is room; `d` shows it anyway.
  return layOut(long, view.width, symbols.cut).length <= view.height ? long : short;
}

function waiting({state, symbols}: PanelView): Block {
  const {authorised} = state.choices.blueprint.clientGrant;
  return authorised
    ? block(span(`${symbols.busy} Asking for a token`, 'muted'))
    : block(
        'The application is not authorised, so it gets no token to prove. Esc leads back to Access.',
      );
}

function checkBlocks({checks}: Proof, symbols: Symbols): readonly Block[] {
  const nameWidth = Math.max(0, ...checks.map(({name}) => widthOf(name)));
  return checks.map(({name, result, found, expected}) => {
    const passed = result === 'passed';
    const sign = passed ? span(`${symbols.done} `, 'good') : span(`${symbols.failed} `, 'bad');
    const wanted = expected === undefined ? [] : [span(`, expected ${expected}`, 'warning')];
    return block([sign, span(padEnd(name, nameWidth), 'muted'), '   ', found, ...wanted], {
      indent: 1,
      hang: nameWidth + 6,
      aria: {
        label: `${name}: ${result}: ${found}${expected === undefined ? '' : `, expected ${expected}`}`,
      },
    });
  });
}

function tokenBlocks({header, claims}: Proof): readonly Block[] {
  return [
    block([span('header   ', 'muted'), inline(header)], {hang: 9}),
    block([span('claims   ', 'muted'), inline(claims)], {hang: 9}),
  ];
}

function inline(part: Readonly<Record<string, unknown>>): string {
  return Object.entries(part)
    .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
    .join('  ');
}
