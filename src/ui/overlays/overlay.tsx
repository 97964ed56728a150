import type {ReactNode} from 'react';
import type {Overlay as OverlayName, State} from '../../wizard/state.js';
import {viewOf} from '../../wizard/view.js';
import {contextsBelow} from '../contexts.js';
import {StepLegend} from '../step-list.js';
import {Difference} from './difference.js';
import {CredentialHelp, KeyHelp} from './help.js';
import {Requests} from './requests.js';
import {Explanation, ExportPreview} from './texts.js';

interface OverlayProps {
  readonly overlay: OverlayName;
  readonly state: State;
  readonly width: number;
  /** Whether the panel below has more lines than it shows. */
  readonly scrolls: boolean;
}

export function Overlay({overlay, state, width, scrolls}: OverlayProps): ReactNode {
  const {screen} = viewOf(state);
  switch (overlay) {
    case 'help':
      return (
        <>
          {screen.kind === 'connect' && <CredentialHelp state={state} />}
          <KeyHelp contexts={contextsBelow(state)} scrolls={scrolls} />
          {screen.kind !== 'connect' && <StepLegend />}
        </>
      );
    case 'why':
      return <Explanation state={state} heading />;
    case 'difference':
      return <Difference state={state} />;
    case 'export-preview':
      return <ExportPreview {...state.exportPreview} />;
    case 'http':
      return <Requests calls={state.calls} width={width} />;
  }
}
