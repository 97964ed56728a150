import {Box, useIsScreenReaderEnabled} from 'ink';
import {memo, type ReactNode} from 'react';
import type {State} from '../wizard/state.js';
import {viewOf} from '../wizard/view.js';
import type {Showing} from './autoplay/autoplay.js';
import {Captions, captionHeight} from './autoplay/captions.js';
import {contextsOf} from './contexts.js';
import {Footer, type FooterProps} from './footer.js';
import {Header, hostIn, Rule} from './header.js';
import {Lines, layOut, Paragraph, Viewport} from './layout.js';
import {Notice} from './notice.js';
import {CredentialHelp} from './overlays/help.js';
import {Explanation} from './overlays/texts.js';
import {Panel} from './panels/panel.js';
import {RequestLog} from './request-log.js';
import {listHeight, StepLine, StepList} from './step-list.js';
import {useSymbols} from './theme.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Minimum columns to show the steps at the side, and to show their details. */
const from = {side: 60, details: 120} as const;
const sideWidth = 17;
const sideGap = 3;
/** Wider lines are hard to read. */
const widest = 180;

/**
 * Columns and rows of each part. When rows are few, the question takes precedence over everything
 * around it. The export preview has no left margin, so that the mouse selects only its text.
 */
export function measure({columns, rows}: Size, overlay?: State['overlay']) {
  const margin = columns >= from.side && overlay !== 'export-preview' ? 1 : 0;
  const width = Math.max(1, Math.min(columns, widest) - 2 * margin);
  const height = Math.max(3, rows);
  const header = height >= 8 ? 1 : 0;
  const rule = height >= 12 ? 1 : 0;
  const log = height >= 40 ? 6 : height >= 28 ? 4 : height >= 20 ? 2 : header;
  const gap = height >= 28 ? 1 : 0;
  const body = height - header - 2 * rule - log - gap - 1;
  const details = columns >= from.details ? ('shown' as const) : ('hidden' as const);
  const hasSide = columns >= from.side && body >= listHeight;
  const side = !hasSide ? 0 : details === 'shown' ? Math.floor(width / 3) : sideWidth;
  return {margin, width, height, header, rule, log, gap, body, side, details};
}

interface FrameProps {
  readonly state: State;
  readonly size: Size;
  readonly showing: Showing | undefined;
}

export function Frame({state, size, showing}: FrameProps): ReactNode {
  const view = viewOf(state);
  const symbols = useSymbols();
  const spoken = useIsScreenReaderEnabled();
  const {margin, width, height, header, rule, gap, details, ...parts} = measure(
    size,
    state.overlay,
  );
  // Captions take their lines from the log, and if it has only one, from the panel.
  const captions = showing === undefined ? 0 : captionHeight(width);
  const log = Math.max(Math.min(1, parts.log), parts.log - captions);
  const body = Math.max(1, parts.body - (captions - (parts.log - log)));
  // A screen reader would read across two columns.
  const hasSide = !spoken && parts.side > 0;
  // Overlays get the full width, so that URLs and code wrap as little as possible.
  const side = hasSide && state.overlay === undefined ? parts.side : 0;
  const steps = side > 0 ? ('beside' as const) : ('above' as const);
  const panelWidth = side > 0 ? width - side - sideGap : width;
  const below = hasSide
    ? {width: width - parts.side - sideGap, height: body}
    : {width, height: body - 1};
  const notice = state.overlay === undefined && state.notice !== undefined && (
    <Notice {...state.notice} />
  );
  const rows = side > 0 ? body : body - 1;
  const lines = spoken ? 0 : layOut(notice, panelWidth, symbols.cut).length;
  const noticeHeight = Math.max(0, Math.min(lines, Math.ceil(rows / 2), rows - 1));
  const panelHeight = Math.max(1, rows - noticeHeight);
  const origin = {
    x: margin + (side > 0 ? side + sideGap : 0),
    y: header + rule + (side > 0 ? 0 : 1),
  };
  return (
    <Box flexDirection="column" paddingX={margin} {...(!spoken && {height})}>
      {header > 0 && <Header host={hostIn(state)} isDemo={state.isDemo} width={width} />}
      {rule > 0 && <Rule width={width} />}
      <Box height={body} flexShrink={0} {...(side === 0 && {flexDirection: 'column'})}>
        {side > 0 ? (
          <Box width={side + sideGap} flexShrink={0}>
            <Side state={state} details={details} width={side} height={body} />
          </Box>
        ) : (
          <Viewport width={width} height={1}>
            <StepLine state={state} />
          </Viewport>
        )}
        <Box flexDirection="column">
          <Box height={panelHeight} flexShrink={0}>
            <Panel
              state={state}
              screen={view.screen}
              width={panelWidth}
              // A screen reader's output has no height limit.
              height={spoken ? Number.POSITIVE_INFINITY : panelHeight}
              steps={steps}
              origin={origin}
              below={below}
            />
          </Box>
          {notice && (
            <Viewport width={panelWidth} height={noticeHeight}>
              {notice}
            </Viewport>
          )}
        </Box>
      </Box>
      {rule > 0 && <Rule width={width} />}
      {log > 0 && <RequestLog calls={state.calls} width={width} height={log} />}
      {gap > 0 && <Box height={gap} flexShrink={0} />}
      {showing === undefined ? (
        <FooterLine contexts={contextsOf(state)} width={width} />
      ) : (
        <Captions showing={showing} width={width} />
      )}
    </Box>
  );
}

// Most key presses change only `state.field`, so the parts around the panel are memoized.

interface SideProps {
  readonly state: State;
  readonly details: 'shown' | 'hidden';
  readonly width: number;
  readonly height: number;
}

/** The steps, and below them help for the current one if there is room. */
const Side = memo(
  ({state, details, width, height}: SideProps): ReactNode => {
    const hasHelp = details === 'shown' && state.overlay === undefined;
    return (
      <Viewport width={width} height={height}>
        <StepList state={state} details={details} />
        {hasHelp && <Paragraph />}
        {hasHelp && viewOf(state).screen.kind === 'connect' && <CredentialHelp state={state} />}
        {hasHelp && <Explanation state={state} />}
      </Viewport>
    );
  },
  (before, after) =>
    before.details === after.details &&
    before.width === after.width &&
    before.height === after.height &&
    differsInFieldOnly(before.state, after.state),
);

function differsInFieldOnly(before: State, after: State): boolean {
  const {field: _, ...one} = before;
  const {field: __, ...other} = after;
  const members = new Map<string, unknown>(Object.entries(other));
  return Object.entries(one).every(([name, value]) => members.get(name) === value);
}

const FooterLine = memo(
  (props: FooterProps): ReactNode => (
    <Lines width={props.width}>
      <Footer {...props} />
    </Lines>
  ),
  (before, after) =>
    before.width === after.width &&
    before.contexts.size === after.contexts.size &&
    [...before.contexts].every(context => after.contexts.has(context)),
);
