import type {ReactNode} from 'react';
import {sessionOf} from '../wizard/selectors.js';
import type {State} from '../wizard/state.js';
import {type Block, block, span} from './block.js';
import {spansWidth} from './layout.js';
import {Blocks} from './lines.js';
import {visible} from './text.js';
import {useSymbols} from './theme.js';

/** The program's name, and the tenant: on every screen. */
export function Header({state, width}: {readonly state: State; readonly width: number}): ReactNode {
  return <Blocks blocks={[headerBlock(state, width)]} width={width} />;
}

function headerBlock(state: State, width: number): Block {
  const host = hostOf(state);
  const demo = state.demo === 'demo' ? [span('demo', 'accent'), span('  ')] : [];
  const tenant = [
    ...demo,
    host === undefined ? span('not signed in', 'muted') : span(visible(host), 'accent'),
  ];
  const name = span('timesheets-setup', 'strong');
  // Where there is room for one of them, it is the tenant.
  const fits = spansWidth([name, ...tenant]) + 2 <= width;
  return fits ? block(name, {fit: 'cut', aside: tenant}) : block(tenant, {fit: 'cut'});
}

/** A line across, of which screen readers are not told. */
export function Rule({width}: {readonly width: number}): ReactNode {
  const {rule} = useSymbols();
  const line = block(span(rule.repeat(width), 'muted'), {fit: 'cut', aria: {label: ''}});
  return <Blocks blocks={[line]} width={width} />;
}

function hostOf(state: State): string | undefined {
  const {connection} = state;
  if (connection.kind === 'signing-in') return connection.request.domain;
  return sessionOf(state)?.domain;
}
