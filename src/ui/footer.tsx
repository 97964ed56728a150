import type {ReactNode} from 'react';
import {type Binding, bindingsIn, type Context, formatKey} from './keymap.js';
import {inlineWidth, Paragraph} from './layout.js';
import {Accent, Muted, useSymbols} from './theme.js';

export interface FooterProps {
  readonly contexts: ReadonlySet<Context>;
  readonly width: number;
}

/** The most important keys on this screen, from the keymap. */
export function Footer({contexts, width}: FooterProps): ReactNode {
  const help = <Hint shown={contexts.has('letters') ? '?' : 'F1'} does="help" />;
  const bindings = bindingsIn(contexts).filter(({place}) => place === 'footer');
  const hints = useHints(bindings);
  const fitting = new Set<Binding>();
  // Enter gets space first. The hint for help is always shown.
  for (const binding of bindings.toSorted((a, b) => weightOf(a) - weightOf(b))) {
    const wanted = [...fitting, binding].map(each => hints.get(each));
    if (inlineWidth([wanted, help]) > width) break;
    fitting.add(binding);
  }
  const spoken = bindings.map(({keys, does}) => `${keys[0]} ${does}`).join(', ');
  return (
    <Paragraph truncate aria-label={`Keys: ${spoken}`}>
      {bindings.filter(each => fitting.has(each)).map(each => hints.get(each))}
      {help}
    </Paragraph>
  );
}

function useHints(bindings: readonly Binding[]): ReadonlyMap<Binding, ReactNode> {
  const symbols = useSymbols();
  const hintOf = (each: Binding) => (
    <Hint key={each.does} shown={formatKey(each, symbols)} does={`${each.does}   `} />
  );
  return new Map(bindings.map(each => [each, hintOf(each)]));
}

function weightOf({keys}: Binding): number {
  return keys.includes('enter') ? 0 : 1;
}

function Hint({shown, does}: {readonly shown: string; readonly does: string}): ReactNode {
  return (
    <>
      <Accent>{shown}</Accent>
      <Muted>{` ${does}`}</Muted>
    </>
  );
}
