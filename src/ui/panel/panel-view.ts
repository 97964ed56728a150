import type {Screen} from '../../wizard/screen.js';
import type {State} from '../../wizard/state.js';
import {type Block, blank, block, span} from '../block.js';
import type {Asking} from '../question/asking.js';
import type {Symbols} from '../theme.js';

/** What a panel is made from: the state, the screen on display, and the room there is. */
export interface PanelView<Kind extends Screen['kind'] = Screen['kind']> {
  readonly state: State;
  readonly screen: Screen & {readonly kind: Kind};
  readonly width: number;
  readonly height: number;
  /** Whether the steps stand beside the panel, or the one at hand in the line above it. */
  readonly steps: 'beside' | 'above';
  readonly symbols: Symbols;
}

export function headed(heading: string, about: string): readonly Block[] {
  return [block(span(heading, 'heading')), block(span(about, 'muted')), blank];
}

/** How questions are asked here. */
export function askingOf({state, screen, width, height, symbols}: PanelView) {
  const asking: Omit<Asking, 'focus' | 'labelWidth'> = {
    field: state.field,
    width,
    room: Math.max(4, Math.min(15, height - 9)),
    reasons: screen.problem === undefined ? ('shown' as const) : ('hidden' as const),
    symbols,
  };
  // A field that takes no letters now shows no caret.
  const at = screen.focus === 'problem' ? -1 : screen.questionIndex;
  return {questions: screen.questions, at, asking};
}
