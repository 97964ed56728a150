import {Box, Text, useIsScreenReaderEnabled} from 'ink';
import {memo, type ReactNode} from 'react';
import {sessionOf} from '../wizard/selectors.js';
import type {State} from '../wizard/state.js';
import {inlineWidth, Lines, Paragraph} from './layout.js';
import {Accent, Muted, Strong, styles, useSymbols} from './theme.js';

interface HeaderProps {
  readonly host: string | undefined;
  readonly isDemo: State['isDemo'];
  readonly width: number;
}

/** The tenant that is being signed in to, or is signed in to. */
export function hostToShow(state: State): string | undefined {
  const {connection} = state;
  return connection.kind === 'signing-in' ? connection.request.domain : sessionOf(state)?.domain;
}

export const Header = memo(({host, isDemo, width}: HeaderProps): ReactNode => {
  const name = <Strong>timesheets-setup</Strong>;
  const tenant = (
    <>
      {isDemo && <Accent>demo</Accent>}
      {isDemo && '  '}
      {host === undefined ? <Muted>not signed in</Muted> : <Accent>{host}</Accent>}
    </>
  );
  // If there is room for only one, show the tenant.
  const fits = inlineWidth([name, tenant]) + 2 <= width;
  return (
    <Lines width={width}>
      <Paragraph truncate aside={fits && tenant}>
        {fits ? name : tenant}
      </Paragraph>
    </Lines>
  );
});

/** A horizontal line, hidden from screen readers. */
export const Rule = memo(({width}: {readonly width: number}): ReactNode => {
  const {rule} = useSymbols();
  if (useIsScreenReaderEnabled()) return null;
  return (
    <Box flexShrink={0}>
      <Text wrap="truncate" {...styles.muted}>
        {rule.repeat(width)}
      </Text>
    </Box>
  );
});
