import {Box, useIsScreenReaderEnabled} from 'ink';
import {type ReactNode, useSyncExternalStore} from 'react';
import {screenOf} from '../wizard/screen.js';
import type {State} from '../wizard/state.js';
import type {Store} from '../wizard/store.js';
import type {Autoplay, Showing} from './autoplay.js';
import {AutoplayLines, autoplayHeight} from './autoplay-lines.js';
import {CallLog} from './call-log.js';
import {Footer} from './footer.js';
import {Header, Rule} from './header.js';
import {layOut} from './layout.js';
import {Blocks} from './lines.js';
import {overlayBlocks} from './overlays/overlay.js';
import {type AnyPanelView, noticeBlocks, panelBlocks} from './panel/panel.js';
import {listHeight, StepList} from './step-list.js';
import {type Symbols, spacing, ThemeProvider, useSymbols} from './theme.js';

export interface Size {
  readonly columns: number;
  readonly rows: number;
}

interface AppProps {
  readonly conversation: Pick<Store, 'state' | 'subscribe'>;
  readonly size: Size;
  readonly symbols: Symbols;
  readonly autoplay?: Pick<Autoplay, 'showing' | 'subscribe'>;
}

const nobody: Pick<Autoplay, 'showing' | 'subscribe'> = {
  showing: () => undefined,
  subscribe: () => () => {},
};

/** The whole view. It draws the state and does nothing else. */
export function App({conversation, size, symbols, autoplay = nobody}: AppProps): ReactNode {
  const state = useSyncExternalStore(conversation.subscribe, conversation.state);
  const showing = useSyncExternalStore(autoplay.subscribe, autoplay.showing);
  return (
    <ThemeProvider value={symbols}>
      <Frame state={state} size={size} showing={showing} />
    </ThemeProvider>
  );
}

/** Columns and rows of each part. Where rows are few, what is asked goes before all around it. */
export function measure({columns, rows}: Size) {
  const margin = columns >= spacing.sideFrom ? spacing.margin : 0;
  const width = Math.max(1, Math.min(columns, spacing.widest) - 2 * margin);
  const height = Math.max(3, Math.min(rows, spacing.tallest));
  const header = height >= 8 ? 1 : 0;
  const rule = height >= 12 ? 1 : 0;
  const log = height >= 28 ? 4 : height >= 20 ? 2 : header;
  const footer = 1;
  const body = height - header - 2 * rule - log - footer;
  const aside = columns >= spacing.sideFrom && body >= listHeight;
  const form = aside ? ('column' as const) : ('line' as const);
  const panelWidth = form === 'column' ? width - spacing.sideWidth - spacing.gap : width;
  return {margin, width, header, rule, form, log, panelWidth, body};
}

interface FrameProps {
  readonly state: State;
  readonly size: Size;
  readonly showing: Showing | undefined;
}

function Frame({state, size, showing}: FrameProps): ReactNode {
  const symbols = useSymbols();
  const spoken = useIsScreenReaderEnabled();
  const {margin, width, panelWidth, header, rule, ...measured} = measure(size);
  // Captions take their lines from the log, and where that has just one, from the panel.
  const captions = showing === undefined ? 0 : autoplayHeight(width) - 1;
  const log = Math.max(Math.min(1, measured.log), measured.log - captions);
  const body = Math.max(1, measured.body - (captions - (measured.log - log)));
  // Beside each other, two columns would be read across.
  const form = spoken ? 'line' : measured.form;
  const notice = state.overlay === undefined ? noticeBlocks({state, symbols}) : [];
  const rows = form === 'column' ? body : body - 1;
  const lines = spoken ? 0 : layOut(notice, panelWidth, symbols.cut).length;
  const noticeHeight = Math.max(0, Math.min(lines, Math.ceil(rows / 2), rows - 1));
  const panelHeight = Math.max(1, rows - noticeHeight);
  // What is said aloud has no height.
  const height = spoken ? Number.POSITIVE_INFINITY : panelHeight;
  const view: AnyPanelView = {
    state,
    screen: screenOf(state),
    width: panelWidth,
    height,
    steps: form === 'column' ? 'beside' : 'above',
    symbols,
  };
  const {overlay} = state;
  const panel = (
    <Blocks
      blocks={
        overlay === undefined
          ? panelBlocks(view)
          : overlayBlocks(overlay, state, panelWidth, symbols)
      }
      width={panelWidth}
      height={panelHeight}
      scroll={overlay === undefined ? state.field.scroll : state.overlayScroll}
    />
  );
  return (
    <Box flexDirection="column" paddingX={margin}>
      {header > 0 ? <Header state={state} width={width} /> : null}
      {rule > 0 ? <Rule width={width} /> : null}
      <Box flexDirection={form === 'column' ? 'row' : 'column'} height={body}>
        <Box
          width={form === 'column' ? spacing.sideWidth : width}
          flexShrink={0}
          height={form === 'column' ? body : 1}
        >
          <StepList
            state={state}
            width={form === 'column' ? spacing.sideWidth : width}
            form={form}
          />
        </Box>
        {form === 'column' ? <Box width={spacing.gap} flexShrink={0} /> : null}
        <Box flexDirection="column">
          {panel}
          {noticeHeight > 0 || spoken ? (
            <Blocks blocks={notice} width={panelWidth} height={noticeHeight} />
          ) : null}
        </Box>
      </Box>
      {rule > 0 ? <Rule width={width} /> : null}
      {log > 0 ? <CallLog calls={state.calls} width={width} height={log} /> : null}
      {showing === undefined ? (
        <Footer state={state} width={width} />
      ) : (
        <AutoplayLines showing={showing} width={width} />
      )}
    </Box>
  );
}
