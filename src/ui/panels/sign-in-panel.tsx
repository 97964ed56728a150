import type {ReactNode} from 'react';
import {words} from '../../scenario/words.js';
import {steps} from '../../steps/index.js';
import {Paragraph} from '../layout.js';
import {ProblemMessage} from '../problem.js';
import {Form} from '../questions/form.js';
import {padEnd, widthOf} from '../text.js';
import {Muted, Strong, useSymbols, Warning} from '../theme.js';
import {formPropsOf, Heading, type PanelProps} from './panel-props.js';
import {proofHeading} from './proof-panel.js';

interface ConnectPanelProps extends PanelProps<'connect'> {
  readonly intro: 'shown' | 'hidden';
}

/** Questions change with the method, so a fixed label width keeps their values in place. */
const labelWidth = widthOf('Client Secret');

export function ConnectPanel({intro, ...props}: ConnectPanelProps): ReactNode {
  const {screen, state} = props;
  const {busy} = useSymbols();
  return (
    <>
      <Heading heading="Sign in" about="Sign in to the Auth0 tenant that you want to set up." />
      {intro === 'shown' && !screen.busy && screen.problem === undefined && <Intro />}
      {screen.busy ? (
        // No form: in a demo, or with credentials in the environment, nothing was asked.
        <Paragraph>{`${busy} Signing in to ${state.connect.domain}`}</Paragraph>
      ) : (
        <Form {...formPropsOf(props)} labelWidth={labelWidth} />
      )}
      {!screen.busy && screen.problem !== undefined && (
        <>
          <Paragraph />
          <ProblemMessage problem={screen.problem} />
        </>
      )}
    </>
  );
}

/** Shown before anything is asked. */
function Intro(): ReactNode {
  return (
    <>
      {words.intro.map(sentence => (
        <Paragraph key={sentence}>{sentence}</Paragraph>
      ))}
      <Paragraph />
    </>
  );
}

export function CustomDomainPanel(props: PanelProps<'custom-domain'>): ReactNode {
  const {host} = props.screen;
  return (
    <>
      <Heading heading="Custom domain?" about={`${host} is not an auth0.com domain.`} />
      <Paragraph>
        A tenant can have a custom domain. But if this host isn’t yours, whoever runs it gets your
        credentials.
      </Paragraph>
      <Paragraph />
      <Form {...formPropsOf(props)} />
    </>
  );
}

export function ReadingPanel({screen}: PanelProps<'reading'>): ReactNode {
  const {busy} = useSymbols();
  return (
    <>
      <Heading
        heading="Reading the tenant"
        about="The API, its applications and their permissions."
      />
      {screen.problem === undefined ? (
        <Paragraph>
          <Muted>{`${busy} Nothing has changed yet`}</Muted>
        </Paragraph>
      ) : (
        <ProblemMessage problem={screen.problem} />
      )}
    </>
  );
}

/** Missing permissions, shown before anything is written. */
export function PermissionsPanel(props: PanelProps<'permissions'>): ReactNode {
  const {missingPermissions} = props.screen;
  const titleOf = (id: string) => steps.find(step => step.id === id)?.title ?? proofHeading;
  const nameWidth = Math.max(0, ...missingPermissions.map(({step}) => widthOf(titleOf(step))));
  return (
    <>
      <Heading
        heading="Missing permissions"
        about="What you signed in with can’t do all of this."
      />
      {missingPermissions.map(({step, permissions}) => (
        <Paragraph key={step} indent={1} hang={nameWidth + 4}>
          <Strong>{padEnd(titleOf(step), nameWidth)}</Strong>
          {'   '}
          <Warning>{permissions.join(', ')}</Warning>
        </Paragraph>
      ))}
      <Paragraph />
      <Paragraph>
        {
          'To add them, open Dashboard → Applications → APIs → Auth0 Management API → Machine to Machine Applications. Then sign in again. Steps that don’t need them still work.'
        }
      </Paragraph>
      <Paragraph />
      <Form {...formPropsOf(props)} />
    </>
  );
}
