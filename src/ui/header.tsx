import {Box, Text, useIsScreenReaderEnabled} from 'ink';
import type {ReactNode} from 'react';
import {sessionOf} from '../wizard/facts.js';
import type {State} from '../wizard/state.js';
import {inlineWidth, Lines, Paragraph} from './layout.js';
import {Accent, Muted, Strong, styles, useSymbols} from './theme.js';

interface HeaderProps {
  readonly state: State;
  readonly width: number;
}

/** The program's name, and the tenant: on every screen. */
export function Header({state, width}: HeaderProps): ReactNode {
  const name = <Strong>timesheets-setup</Strong>;
  const tenant = <Tenant state={state} />;
  // Where there is room for one of them, it is the tenant.
  const fits = inlineWidth([name, tenant]) + 2 <= width;
  return (
    <Lines width={width}>
      <Paragraph cut aside={fits && tenant}>
        {fits ? name : tenant}
      </Paragraph>
    </Lines>
  );
}

function Tenant({state}: Pick<HeaderProps, 'state'>): ReactNode {
  const {connection, demo} = state;
  const host =
    connection.kind === 'signing-in' ? connection.request.domain : sessionOf(state)?.domain;
  return (
    <>
      {demo === 'demo' && <Accent>demo</Accent>}
      {demo === 'demo' && '  '}
      {host === undefined ? <Muted>not signed in</Muted> : <Accent>{host}</Accent>}
    </>
  );
}

/** A line across, of which screen readers are not told. */
export function Rule({width}: {readonly width: number}): ReactNode {
  const {rule} = useSymbols();
  if (useIsScreenReaderEnabled()) return null;
  return (
    <Box flexShrink={0}>
      <Text wrap="truncate" {...styles.muted}>
        {rule.repeat(width)}
      </Text>
    </Box>
  );
}
