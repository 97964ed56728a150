import {Box, useIsScreenReaderEnabled} from 'ink';
import {memo, type ReactNode} from 'react';
import type {State} from '../wizard/state.js';
import {viewOf} from '../wizard/view.js';
import type {AutoplayStatus} from './autoplay/autoplay.js';
import {Captions, captionHeight} from './autoplay/captions.js';
import {contextsOf} from './contexts.js';
import {Footer, type FooterProps} from './footer.js';
import {Header, hostToShow, Rule} from './header.js';
import {Lines, layOut, Paragraph, Viewport} from './layout.js';
import {Notice} from './notice.js';
import {CredentialHelp} from './overlays/help.js';
import {Explanation} from './overlays/texts.js';
import {Panel} from './panels/panel.js';
import {RequestLog} from './request-log.js';
import {StepLine, StepList, stepListHeight} from './step-list.js';
import {useSymbols} from './theme.js';
import type {SeenScreen} from './use-keys.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Minimum columns to show the steps at the side, and to show their details. */
const minColumns = {sidebar: 60, details: 120} as const;
const sidebarWidth = 17;
const sidebarGap = 3;
/** Wider lines are hard to read. */
const maxWidth = 180;

/**
 * Columns and rows of each part. When rows are few, the question takes precedence over everything
 * around it. The export preview has no left margin, so that the mouse selects only its text.
 */
export function measure({columns, rows}: Size, overlay?: State['overlay']) {
  const margin = columns >= minColumns.sidebar && overlay !== 'export-preview' ? 1 : 0;
  const width = Math.max(1, Math.min(columns, maxWidth) - 2 * margin);
  const height = Math.max(3, rows);
  const header = height >= 8 ? 1 : 0;
  const rule = height >= 12 ? 1 : 0;
  const log = height >= 40 ? 6 : height >= 28 ? 4 : height >= 20 ? 2 : header;
  const gap = height >= 28 ? 1 : 0;
  const body = height - header - 2 * rule - log - gap - 1;
  const details = columns >= minColumns.details ? ('shown' as const) : ('hidden' as const);
  const hasSidebar = columns >= minColumns.sidebar && body >= stepListHeight;
  const sidebar = !hasSidebar ? 0 : details === 'shown' ? Math.floor(width / 3) : sidebarWidth;
  return {margin, width, height, header, rule, log, gap, body, sidebar, details};
}

interface FrameProps {
  readonly state: State;
  readonly size: Size;
  readonly seenScreen: SeenScreen;
  readonly autoplayStatus: AutoplayStatus | undefined;
}

export function Frame({state, size, seenScreen, autoplayStatus}: FrameProps): ReactNode {
  const view = viewOf(state);
  const symbols = useSymbols();
  const hasScreenReader = useIsScreenReaderEnabled();
  const {margin, width, height, header, rule, gap, details, ...parts} = measure(
    size,
    state.overlay,
  );
  // Captions take their lines from the log, and if it has only one, from the panel.
  const captions = autoplayStatus === undefined ? 0 : captionHeight(width);
  const log = Math.max(Math.min(1, parts.log), parts.log - captions);
  const body = Math.max(1, parts.body - (captions - (parts.log - log)));
  // A screen reader would read across two columns.
  const hasSidebar = !hasScreenReader && parts.sidebar > 0;
  // Overlays get the full width, so that URLs and code wrap as little as possible.
  const sidebar = hasSidebar && state.overlay === undefined ? parts.sidebar : 0;
  const steps = sidebar > 0 ? ('beside' as const) : ('above' as const);
  const panelWidth = sidebar > 0 ? width - sidebar - sidebarGap : width;
  const sizeWithoutOverlay = hasSidebar
    ? {width: width - parts.sidebar - sidebarGap, height: body}
    : {width, height: body - 1};
  const notice = state.overlay === undefined && state.notice !== undefined && (
    <Notice {...state.notice} />
  );
  const rows = sidebar > 0 ? body : body - 1;
  const lines = hasScreenReader ? 0 : layOut(notice, panelWidth, symbols.ellipsis).length;
  const noticeHeight = Math.max(0, Math.min(lines, Math.ceil(rows / 2), rows - 1));
  const panelHeight = Math.max(1, rows - noticeHeight);
  const origin = {
    x: margin + (sidebar > 0 ? sidebar + sidebarGap : 0),
    y: header + rule + (sidebar > 0 ? 0 : 1),
  };
  return (
    <Box flexDirection="column" paddingX={margin} {...(!hasScreenReader && {height})}>
      {header > 0 && <Header host={hostToShow(state)} isDemo={state.isDemo} width={width} />}
      {rule > 0 && <Rule width={width} />}
      <Box height={body} flexShrink={0} {...(sidebar === 0 && {flexDirection: 'column'})}>
        {sidebar > 0 ? (
          <Box width={sidebar + sidebarGap} flexShrink={0}>
            <Sidebar state={state} details={details} width={sidebar} height={body} />
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
              height={hasScreenReader ? Number.POSITIVE_INFINITY : panelHeight}
              steps={steps}
              origin={origin}
              sizeWithoutOverlay={sizeWithoutOverlay}
              seenScreen={seenScreen}
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
      {autoplayStatus === undefined ? (
        <FooterLine contexts={contextsOf(state)} width={width} />
      ) : (
        <Captions status={autoplayStatus} width={width} />
      )}
    </Box>
  );
}

// Most key presses change only `state.field`, so the parts around the panel are memoized.

interface SidebarProps {
  readonly state: State;
  readonly details: 'shown' | 'hidden';
  readonly width: number;
  readonly height: number;
}

/** The steps, and below them help for the current one if there is room. */
const Sidebar = memo(
  ({state, details, width, height}: SidebarProps): ReactNode => {
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
    differsOnlyInField(before.state, after.state),
);

function differsOnlyInField(before: State, after: State): boolean {
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
