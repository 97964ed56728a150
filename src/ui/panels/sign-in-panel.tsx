import type {ReactNode} from 'react';
import {steps} from '../../steps/index.js';
import {Paragraph} from '../layout.js';
import {ProblemMessage} from '../problem.js';
import {Form} from '../questions/form.js';
import {padEnd, widthOf} from '../text.js';
import {Muted, Strong, useSymbols, Warning} from '../theme.js';
import {formOf, Heading, type PanelProps} from './panel-props.js';
import {proofHeading} from './proof-panel.js';

/** Where the tenant is, and how to sign in. */
export function ConnectPanel(props: PanelProps<'connect'>): ReactNode {
  const {screen, state} = props;
  const {busy} = useSymbols();
  return (
    <>
      <Heading heading="Sign in" about="To the Auth0 tenant that you want to set up." />
      {screen.busy === 'busy' ? (
        // Nothing is asked now, and in a demo, or with credentials at hand, nothing was.
        <Paragraph>{`${busy} Signing in to ${state.connect.domain}`}</Paragraph>
      ) : (
        <Form {...formOf(props)} />
      )}
      {screen.busy === 'idle' && screen.problem !== undefined && (
        <>
          <Paragraph />
          <ProblemMessage problem={screen.problem} />
        </>
      )}
    </>
  );
}

export function CustomDomainPanel(props: PanelProps<'custom-domain'>): ReactNode {
  const {host} = props.screen;
  return (
    <>
      <Heading heading="A domain of your own?" about={`${host} is not under auth0.com.`} />
      <Paragraph>
        Tenants can have custom domains. But whoever runs this host gets what you sign in with.
      </Paragraph>
      <Paragraph />
      <Form {...formOf(props)} />
    </>
  );
}

export function ReadingPanel({screen}: PanelProps<'reading'>): ReactNode {
  const {busy} = useSymbols();
  return (
    <>
      <Heading heading="Looking" about="At the API, its applications and what they may call." />
      {screen.problem === undefined ? (
        <Paragraph>
          <Muted>{`${busy} Nothing is changed yet`}</Muted>
        </Paragraph>
      ) : (
        <ProblemMessage problem={screen.problem} />
      )}
    </>
  );
}

/** What the token may not do, before anything is written. */
export function PermissionsPanel(props: PanelProps<'permissions'>): ReactNode {
  const {lacking} = props.screen;
  const titleOf = (id: string) => steps.find(step => step.id === id)?.title ?? proofHeading;
  const nameWidth = Math.max(0, ...lacking.map(({step}) => widthOf(titleOf(step))));
  return (
    <>
      <Heading
        heading="Permissions are missing"
        about="The application you signed in with may not do all of this."
      />
      {lacking.map(({step, permissions}) => (
        <Paragraph key={step} indent={1} hang={nameWidth + 4}>
          <Strong>{padEnd(titleOf(step), nameWidth)}</Strong>
          {'   '}
          <Warning>{permissions.join(', ')}</Warning>
        </Paragraph>
      ))}
      <Paragraph />
      <Paragraph>
        {
          'Add them in the Dashboard: Applications, APIs, Auth0 Management API, Machine to Machine Applications. Then sign in anew. Steps that need none of them work as they are.'
        }
      </Paragraph>
      <Paragraph />
      <Form {...formOf(props)} />
    </>
  );
}

export function ExportPanel(props: PanelProps<'export'>): ReactNode {
  return (
    <>
      <Heading
        heading="Export"
        about="Copies it and shows it. In the shell: timesheets-setup export"
      />
      <Form {...formOf(props)} />
    </>
  );
}
