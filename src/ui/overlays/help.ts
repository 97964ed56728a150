import {type Block, blank, block, span} from '../block.js';
import {type Binding, bindingsIn, type Context, written} from '../keymap.js';
import {padEnd, widthOf} from '../text.js';
import type {Symbols} from '../theme.js';

/** The keys of this screen, from the table that handles them. */
export function helpBlocks(contexts: ReadonlySet<Context>, symbols: Symbols): readonly Block[] {
  const bindings = bindingsIn(contexts).filter(({place}) => place !== 'nowhere');
  const keyWidth = Math.max(0, ...bindings.map(each => widthOf(written(each, symbols))));
  return [
    block(span('Keys on this screen', 'heading')),
    blank,
    ...bindings.map(binding => row(binding, keyWidth, symbols)),
    blank,
    block(span('F1 shows this everywhere; ? does where no text is typed.', 'muted')),
  ];
}

function row(binding: Binding, keyWidth: number, symbols: Symbols): Block {
  return block([span(padEnd(written(binding, symbols), keyWidth), 'accent'), '   ', binding.does], {
    indent: 1,
    hang: keyWidth + 4,
    aria: {role: 'listitem', label: `${binding.keys.join(' or ')}: ${binding.does}`},
  });
}
