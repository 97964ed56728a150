import type {ReactNode} from 'react';
import {activeBindings, type Binding, type Context, formatKey} from './keymap.js';
import {inlineWidth, Paragraph} from './layout.js';
import {Accent, Muted, useSymbols} from './theme.js';

export interface FooterProps {
  readonly contexts: ReadonlySet<Context>;
  readonly width: number;
}

/** The most important keys on this screen, from the keymap. */
export function Footer({contexts, width}: FooterProps): ReactNode {
  const help = <Hint label={contexts.has('letter-keys') ? '?' : 'F1'} action="help" />;
  const bindings = activeBindings(contexts).filter(({place}) => place === 'footer');
  const hints = useHints(bindings);
  const fittingBindings = new Set<Binding>();
  // Enter gets space first. The hint for help is always shown.
  for (const binding of bindings.toSorted((a, b) => priorityOf(a) - priorityOf(b))) {
    const candidates = [...fittingBindings, binding].map(each => hints.get(each));
    if (inlineWidth([candidates, help]) > width) break;
    fittingBindings.add(binding);
  }
  const ariaLabel = bindings.map(({keys, action}) => `${keys[0]} ${action}`).join(', ');
  return (
    <Paragraph truncate aria-label={`Keys: ${ariaLabel}`}>
      {bindings.filter(each => fittingBindings.has(each)).map(each => hints.get(each))}
      {help}
    </Paragraph>
  );
}

function useHints(bindings: readonly Binding[]): ReadonlyMap<Binding, ReactNode> {
  const symbols = useSymbols();
  const hintOf = (each: Binding) => (
    <Hint key={each.action} label={formatKey(each, symbols)} action={`${each.action}   `} />
  );
  return new Map(bindings.map(each => [each, hintOf(each)]));
}

function priorityOf({keys}: Binding): number {
  return keys.includes('enter') ? 0 : 1;
}

function Hint({label, action}: {readonly label: string; readonly action: string}): ReactNode {
  return (
    <>
      <Accent>{label}</Accent>
      <Muted>{` ${action}`}</Muted>
    </>
  );
}
