import {batchesOf} from '../../engine/plan.js';
import {changesOf} from '../../engine/step-status.js';
import {currentPage} from '../../wizard/current-page.js';
import {screenOf} from '../../wizard/screen.js';
import {sessionOf, stepStatusOf} from '../../wizard/selectors.js';
import type {Overlay, State} from '../../wizard/state.js';
import {type Block, blank, block, link, span} from '../block.js';
import {contextsOf} from '../contexts.js';
import type {Symbols} from '../theme.js';
import {credentialBlocks, helpBlocks} from './help.js';
import {callBlocks, jsonBlocks} from './http.js';

/** What lies over the panel. */
export function overlayBlocks(
  overlay: Overlay,
  state: State,
  width: number,
  symbols: Symbols,
): readonly Block[] {
  switch (overlay) {
    case 'help':
      return [
        ...(screenOf(state).kind === 'connect' ? credentialBlocks() : []),
        ...helpBlocks(contextsOf({...state, overlay: undefined}), symbols),
      ];
    case 'why':
      return whyBlocks(state);
    case 'difference':
      return differenceBlocks(state);
    case 'export-preview':
      return handedOverBlocks(state);
    case 'http':
      return callBlocks(state.calls, width, symbols);
  }
}

function handedOverBlocks({exportPreview: handedOver}: State): readonly Block[] {
  if (handedOver === undefined) return [];
  const {title, text} = handedOver;
  const about = 'Copied, where your terminal allows it. It holds no secret.';
  return [
    block(span(title, 'heading')),
    block(span(about, 'muted')),
    blank,
    ...text
      .trimEnd()
      .split('\n')
      .map(line => {
        const indent = line.length - line.trimStart().length;
        return block(line.trimStart(), {indent, hang: indent + 2});
      }),
  ];
}

function whyBlocks(state: State): readonly Block[] {
  const screen = screenOf(state);
  if (screen.kind !== 'step') return [];
  const {step} = screen;
  const page = currentPage(state);
  return [
    block(span(step.heading, 'heading')),
    blank,
    block(step.explanation),
    blank,
    block([span('Documentation', 'muted')]),
    block(link(step.docs), {indent: 2}),
    ...(page === undefined
      ? []
      : [block(span('In your Dashboard (o opens it)', 'muted')), block(link(page), {indent: 2})]),
  ];
}

function differenceBlocks(state: State): readonly Block[] {
  const screen = screenOf(state);
  if (screen.kind === 'proof' && state.proof !== undefined) {
    const {header, claims} = state.proof;
    return [
      block(span('The token, decoded', 'heading')),
      blank,
      block(span('header', 'muted')),
      ...jsonBlocks(header),
      block(span('claims', 'muted')),
      ...jsonBlocks(claims),
    ];
  }
  if (screen.kind !== 'step') return [];
  const status = stepStatusOf(state, screen.step.id);
  const tenant = sessionOf(state)?.tenant;
  const head = [block(span('The exact difference', 'heading')), blank];
  if (status === undefined || tenant === undefined) {
    return [...head, block('Not known yet.')];
  }
  if (changesOf(status).length === 0) {
    return [...head, block('No request will be sent: this step is as it should be.')];
  }
  const writes = batchesOf([{step: screen.step.id, status}], 'all').flat();
  return [
    ...head,
    ...writes.flatMap(({change}) => {
      const {method, path, body} = tenant.preview(change);
      return [
        block([span(method, 'accent'), ' ', span(path, 'strong')], {hang: method.length + 1}),
        ...(body === undefined ? [] : jsonBlocks(body)),
        blank,
      ];
    }),
    block(span('Only these fields are sent; everything else stays as it is.', 'muted')),
  ];
}
