import {Box, useCursor, useIsScreenReaderEnabled} from 'ink';
import {type ReactElement, type ReactNode, useInsertionEffect} from 'react';
import type {Screen} from '../../wizard/screen.js';
import {caretIn, layOut, Rows} from '../layout.js';
import {Overlay} from '../overlays/overlay.js';
import {scrollRangeOf, scrollToFocus} from '../scroll-to-focus.js';
import {useSymbols} from '../theme.js';
import type {SeenScreen} from '../use-keys.js';
import {OverviewPanel, overviewVariants} from './overview-panel.js';
import type {PanelProps} from './panel-props.js';
import {ExportPanel, ProofPanel} from './proof-panel.js';
import {ConnectPanel, CustomDomainPanel, PermissionsPanel, ReadingPanel} from './sign-in-panel.js';
import {StepPanel, stepVariantsOf} from './step-panel.js';

export type AnyPanelProps = Omit<PanelProps, 'screen'> & {readonly screen: Screen};

interface Origin {
  readonly x: number;
  readonly y: number;
}

type PanelOuterProps = AnyPanelProps & {
  readonly origin: Origin;
  /** The panel's size while no overlay is open. */
  readonly sizeWithoutOverlay: Pick<PanelProps, 'width' | 'height'>;
  readonly seenScreen: SeenScreen;
};

/**
 * The current screen's panel, or an overlay. Puts the terminal's cursor at the caret, because input
 * methods compose there and screen magnifiers follow it.
 */
export function Panel({
  origin,
  sizeWithoutOverlay,
  seenScreen,
  ...panel
}: PanelOuterProps): ReactNode {
  const symbols = useSymbols();
  const {setCursorPosition} = useCursor();
  const {state, width, height} = panel;
  const {overlay} = state;
  const hasScreenReader = useIsScreenReaderEnabled();
  const fitLines = (
    variants: readonly ReactElement[],
    room: PanelOuterProps['sizeWithoutOverlay'],
  ) =>
    firstFitting(
      variants.map(variant => () => layOut(variant, room.width, symbols.ellipsis)),
      ({length}) => length <= room.height,
    );
  // Only the help needs to know whether the panel below scrolls.
  const scrolls =
    overlay === 'help' &&
    !hasScreenReader &&
    fitLines(variantsOf({...panel, ...sizeWithoutOverlay}), sizeWithoutOverlay).length >
      sizeWithoutOverlay.height;
  const variants =
    overlay === undefined
      ? variantsOf(panel)
      : [<Overlay key={overlay} overlay={overlay} state={state} width={width} scrolls={scrolls} />];
  const lines = hasScreenReader ? [] : fitLines(variants, panel);
  useInsertionEffect(() => {
    seenScreen.scrollRange = scrollRangeOf(lines, height);
  });
  if (hasScreenReader) return <Box flexDirection="column">{variants[0]}</Box>;
  const scroll = overlay === undefined ? state.field.scroll : state.overlayScroll;
  const shown = scrollToFocus(lines, {height, width, scroll}, symbols);
  // While busy, letters are keys, not text.
  const caret = panel.screen.busy ? undefined : caretIn(shown);
  setCursorPosition(caret && {x: origin.x + caret.x, y: origin.y + caret.y});
  return <Rows lines={shown} />;
}

/** The first good value, or else the last one. */
function firstFitting<Value>(
  all: readonly (() => readonly Value[])[],
  fits: (value: readonly Value[]) => boolean,
): readonly Value[] {
  let value: readonly Value[] = [];
  for (const compute of all) {
    value = compute();
    if (fits(value)) break;
  }
  return value;
}

/** The panel's variants, longest first; the first that fits is shown. */
function variantsOf(props: AnyPanelProps): readonly ReactElement[] {
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
      return overviewVariants.map((variant, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a variant has no identity but its index.
        <OverviewPanel key={index} {...props} screen={screen} variant={variant} />
      ));
    case 'step':
      return stepVariantsOf({...props, screen}).map((variant, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a variant has no identity but its index.
        <StepPanel key={index} {...props} screen={screen} variant={variant} />
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
