import {Box, useCursor, useIsScreenReaderEnabled} from 'ink';
import type {ReactElement, ReactNode} from 'react';
import type {Screen} from '../../wizard/screen.js';
import {caretIn, layOut, Rows} from '../layout.js';
import {Overlay} from '../overlays/overlay.js';
import {scrollToFocus} from '../scroll-to-focus.js';
import {useSymbols} from '../theme.js';
import {OverviewPanel, overviewShapes} from './overview-panel.js';
import type {PanelProps} from './panel-props.js';
import {ProofPanel} from './proof-panel.js';
import {
  ConnectPanel,
  CustomDomainPanel,
  ExportPanel,
  PermissionsPanel,
  ReadingPanel,
} from './sign-in-panel.js';
import {StepPanel, stepShapesOf} from './step-panel.js';

export type AnyPanelProps = Omit<PanelProps, 'screen'> & {readonly screen: Screen};

interface Origin {
  readonly x: number;
  readonly y: number;
}

type PanelPlace = AnyPanelProps & {
  readonly origin: Origin;
  /** The panel's size while no overlay is open. */
  readonly below: Pick<PanelProps, 'width' | 'height'>;
};

/**
 * The current screen's panel, or an overlay. Puts the terminal's cursor at the caret, because input
 * methods compose there and screen magnifiers follow it.
 */
export function Panel({origin, below, ...panel}: PanelPlace): ReactNode {
  const symbols = useSymbols();
  const {setCursorPosition} = useCursor();
  const {state, width, height} = panel;
  const {overlay} = state;
  const spoken = useIsScreenReaderEnabled();
  const linesOf = (versions: readonly ReactElement[], room: PanelPlace['below']) =>
    firstOf(
      versions.map(version => () => layOut(version, room.width, symbols.ellipsis)),
      ({length}) => length <= room.height,
    );
  // Only the help needs to know whether the panel below scrolls.
  const scrolls =
    overlay === 'help' &&
    !spoken &&
    linesOf(versionsOf({...panel, ...below}), below).length > below.height;
  const versions =
    overlay === undefined
      ? versionsOf(panel)
      : [<Overlay key={overlay} overlay={overlay} state={state} width={width} scrolls={scrolls} />];
  if (spoken) return <Box flexDirection="column">{versions[0]}</Box>;
  const lines = linesOf(versions, panel);
  const scroll = overlay === undefined ? state.field.scroll : state.overlayScroll;
  const shown = scrollToFocus(lines, {height, width, scroll}, symbols);
  const caret = caretIn(shown);
  setCursorPosition(caret && {x: origin.x + caret.x, y: origin.y + caret.y});
  return <Rows lines={shown} />;
}

/** The first good value, or else the last one. */
function firstOf<Value>(
  all: readonly (() => readonly Value[])[],
  isGood: (value: readonly Value[]) => boolean,
): readonly Value[] {
  let value: readonly Value[] = [];
  for (const compute of all) {
    value = compute();
    if (isGood(value)) break;
  }
  return value;
}

/** The panel's versions, longest first; the first that fits is shown. */
function versionsOf(props: AnyPanelProps): readonly ReactElement[] {
  const {screen} = props;
  switch (screen.kind) {
    case 'connect':
      return [
        <ConnectPanel key="long" {...props} screen={screen} intro="shown" />,
        <ConnectPanel key="short" {...props} screen={screen} intro="hidden" />,
      ];
    case 'custom-domain':
      return [<CustomDomainPanel key="" {...props} screen={screen} />];
    case 'reading':
      return [<ReadingPanel key="" {...props} screen={screen} />];
    case 'permissions':
      return [<PermissionsPanel key="" {...props} screen={screen} />];
    case 'overview':
      return overviewShapes.map((shape, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a version has no identity but its place.
        <OverviewPanel key={index} {...props} screen={screen} shape={shape} />
      ));
    case 'step':
      return stepShapesOf({...props, screen}).map((shape, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a version has no identity but its place.
        <StepPanel key={index} {...props} screen={screen} shape={shape} />
      ));
    case 'proof':
      return [
        <ProofPanel key="long" {...props} screen={screen} token="decoded" />,
        <ProofPanel key="short" {...props} screen={screen} token="checked" />,
      ];
    case 'export':
      return [<ExportPanel key="" {...props} screen={screen} />];
  }
}
