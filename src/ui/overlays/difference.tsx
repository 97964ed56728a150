import type {ReactNode} from 'react';
import {planBatches} from '../../engine/plan.js';
import {changesOf} from '../../engine/step-status.js';
import type {Change} from '../../model/change.js';
import {sessionOf} from '../../wizard/selectors.js';
import type {State} from '../../wizard/state.js';
import {viewOf} from '../../wizard/view.js';
import {Paragraph} from '../layout.js';
import {Accent, Muted, Strong} from '../theme.js';
import {Json} from './requests.js';

/** The exact requests, or in the proof, the decoded token. */
export function Difference({state}: {readonly state: State}): ReactNode {
  const {screen} = viewOf(state);
  if (screen.kind === 'proof' && state.proof !== undefined) return <Token {...state.proof} />;
  if (screen.kind !== 'step') return null;
  return (
    <>
      <Paragraph>
        <Strong>Exact requests</Strong>
      </Paragraph>
      <Paragraph />
      <Writes state={state} />
    </>
  );
}

const creationNote = 'Only these fields are sent. Auth0 sets the rest.';
const updateNote = 'Only these fields are sent. Everything else stays as it is.';
const deletionNote = 'This removes the authorization. Nothing else changes.';

function Writes({state}: {readonly state: State}): ReactNode {
  const {screen} = viewOf(state);
  const tenant = sessionOf(state)?.tenant;
  if (screen.kind !== 'step') return null;
  const {step, status} = screen;
  if (status === undefined || tenant === undefined)
    return <Paragraph>Still reading the tenant.</Paragraph>;
  if (changesOf(status).length === 0) {
    return <Paragraph>In sync. No request will be sent.</Paragraph>;
  }
  const writes = planBatches([{step: step.id, status}], 'all').flat();
  const has = (action: Change['action']) => writes.some(({change}) => change.action === action);
  return (
    <>
      {writes.map(({change}) => {
        const {method, path, body} = tenant.preview(change);
        return [
          <Paragraph key={path} hang={method.length + 1}>
            <Accent>{method}</Accent> <Strong>{path}</Strong>
          </Paragraph>,
          body !== undefined && <Json key="body" value={body} />,
          <Paragraph key="after" />,
        ];
      })}
      <Paragraph>
        <Muted>{has('create') ? creationNote : has('delete') ? deletionNote : updateNote}</Muted>
      </Paragraph>
    </>
  );
}

interface TokenProps {
  readonly header: unknown;
  readonly claims: unknown;
}

function Token({header, claims}: TokenProps): ReactNode {
  return (
    <>
      <Paragraph>
        <Strong>Decoded token</Strong>
      </Paragraph>
      <Paragraph />
      <Paragraph>
        <Muted>Header</Muted>
      </Paragraph>
      <Json value={header} />
      <Paragraph>
        <Muted>Claims</Muted>
      </Paragraph>
      <Json value={claims} />
    </>
  );
}
