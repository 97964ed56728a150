import type {ReactNode} from 'react';
import type {State} from '../wizard/state.js';
import {type Block, block, type Span, span} from './block.js';
import {contextsOf} from './contexts.js';
import {type Binding, bindingsIn, type Context, written} from './keymap.js';
import {spansWidth} from './layout.js';
import {Blocks} from './lines.js';
import {type Symbols, useSymbols} from './theme.js';

/** The keys that matter here, as the keymap has them. */
export function Footer({state, width}: {readonly state: State; readonly width: number}): ReactNode {
  const symbols = useSymbols();
  return <Blocks blocks={[footerBlock(contextsOf(state), width, symbols)]} width={width} />;
}

export function footerBlock(
  contexts: ReadonlySet<Context>,
  width: number,
  symbols: Symbols,
): Block {
  const bindings = bindingsIn(contexts).filter(({place}) => place === 'footer');
  const help = [span(contexts.has('letters') ? '?' : 'F1', 'accent'), span(' keys', 'muted')];
  const fitting = new Set<Binding>();
  // The way on has its place before all others, and the way to all the keys in any case.
  for (const binding of bindings.toSorted((a, b) => weightOf(a) - weightOf(b))) {
    const hints = [...fitting, binding].flatMap(each => hintOf(each, symbols));
    if (spansWidth([...hints, ...help]) > width) break;
    fitting.add(binding);
  }
  const shown = bindings
    .filter(binding => fitting.has(binding))
    .flatMap(binding => hintOf(binding, symbols));
  const spoken = bindings.map(({keys, does}) => `${keys[0]} ${does}`).join(', ');
  return block([...shown, ...help], {fit: 'cut', aria: {label: `Keys: ${spoken}`}});
}

function weightOf({keys}: Binding): number {
  return keys.includes('enter') ? 0 : 1;
}

function hintOf(binding: Binding, symbols: Symbols): readonly Span[] {
  return [span(written(binding, symbols), 'accent'), span(` ${binding.does}   `, 'muted')];
}
