import type {ReactNode} from 'react';
import {sessionOf} from '../wizard/facts.js';
import type {State} from '../wizard/state.js';
import {type Block, block, span} from './block.js';
import {Blocks} from './lines.js';
import {useSymbols} from './theme.js';

/** The program's name, and the tenant: on every screen. */
export function Header({state, width}: {readonly state: State; readonly width: number}): ReactNode {
  const symbols = useSymbols();
  return <Blocks blocks={headerBlocks(state, width, symbols.rule)} width={width} />;
}

function headerBlocks(state: State, width: number, rule: string): readonly Block[] {
  const host = hostOf(state);
  const demo = state.demo === 'demo' ? [span('demo', 'accent'), span('  ')] : [];
  return [
    block(span('timesheets-setup', 'strong'), {
      fit: 'cut',
      aside: [...demo, host === undefined ? span('not signed in', 'muted') : span(host, 'accent')],
    }),
    ruleBlock(width, rule),
  ];
}

export function ruleBlock(width: number, rule: string): Block {
  return {...block(span(rule.repeat(width), 'muted'), {fit: 'cut'}), aria: {label: ''}};
}

function hostOf(state: State): string | undefined {
  const {connection} = state;
  if (connection.kind === 'signing-in') return connection.request.domain;
  return sessionOf(state)?.domain;
}
