import type {Screen} from '../../wizard/screen.js';
import {type Block, block, span} from '../block.js';
import {
  connectPanel,
  customDomainPanel,
  exportPanel,
  permissionsPanel,
  readingPanel,
} from './other-panels.js';
import {overviewPanel} from './overview-panel.js';
import type {PanelView} from './panel-view.js';
import {proofPanel} from './proof-panel.js';
import {stepPanel} from './step-panel.js';

export type AnyPanelView = Omit<PanelView, 'screen'> & {readonly screen: Screen};

/** The panel of the screen on display. */
export function panelBlocks(view: AnyPanelView): readonly Block[] {
  const {screen} = view;
  switch (screen.kind) {
    case 'connect':
      return connectPanel({...view, screen});
    case 'custom-domain':
      return customDomainPanel({...view, screen});
    case 'reading':
      return readingPanel({...view, screen});
    case 'permissions':
      return permissionsPanel({...view, screen});
    case 'overview':
      return overviewPanel({...view, screen});
    case 'step':
      return stepPanel({...view, screen});
    case 'proof':
      return proofPanel({...view, screen});
    case 'export':
      return exportPanel({...view, screen});
  }
}

/** What was just done or found out, below the panel: it stays in sight, however long that is. */
export function noticeBlocks({
  state: {notice},
  symbols,
}: Pick<AnyPanelView, 'state' | 'symbols'>): readonly Block[] {
  if (notice === undefined) return [];
  const signs = {
    info: span(`${symbols.dot} `, 'accent'),
    good: span(`${symbols.done} `, 'good'),
    warning: span(`${symbols.warning} `, 'warning'),
  };
  return [block([signs[notice.kind], notice.text], {hang: 2, focus: 'focus'})];
}
