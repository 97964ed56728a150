import type {Claims, Proof} from '../../engine/prove.js';
import {type Block, blank, block, type Span, span} from '../block.js';
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
  const {authorized} = state.choices.blueprint.clientGrant;
  return authorized
    ? block(span(`${symbols.busy} Asking for a token`, 'muted'))
    : block(
        'The application is not authorized, so it gets no token to prove. Esc leads back to Access.',
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

/** The decoded token, a claim a line. */
function tokenBlocks({header, claims}: Proof): readonly Block[] {
  const names = [...Object.keys(header), ...Object.keys(claims)];
  const nameWidth = Math.max(...names.map(widthOf));
  const rows = (part: Claims) =>
    Object.entries(part).map(([name, value]) =>
      block(
        [span(padEnd(name, nameWidth), 'muted'), '   ', JSON.stringify(value), timeOf(name, value)],
        {
          indent: 1,
          hang: nameWidth + 4,
        },
      ),
    );
  return [
    block(span('Header', 'muted')),
    ...rows(header),
    block(span('Claims', 'muted')),
    ...rows(claims),
  ];
}

/** Seconds since 1970, for people: RFC 7519, section 2. */
function timeOf(name: string, value: unknown): Span {
  if (typeof value !== 'number' || !['iat', 'exp', 'nbf'].includes(name)) return span('');
  const time = new Date(value * 1_000);
  return span(Number.isNaN(time.getTime()) ? '' : `   ${time.toISOString()}`, 'muted');
}
