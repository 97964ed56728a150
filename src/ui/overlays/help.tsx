import type {ReactNode} from 'react';
import {firstRunPermissions} from '../../scenario/permissions.js';
import {words} from '../../scenario/words.js';
import {readDomain} from '../../wizard/domain.js';
import {methodOf} from '../../wizard/sign-in-methods.js';
import type {State} from '../../wizard/state.js';
import {activeBindings, type Binding, type Context, formatKey} from '../keymap.js';
import {Link, Paragraph} from '../layout.js';
import {padEnd, widthOf} from '../text.js';
import {Accent, Muted, Strong, useSymbols} from '../theme.js';

interface KeyHelpProps {
  readonly contexts: ReadonlySet<Context>;
  /** Whether the panel has more lines than it shows. */
  readonly scrolls: boolean;
}

/** The keys of this screen, from the keymap. */
export function KeyHelp({contexts, scrolls}: KeyHelpProps): ReactNode {
  const symbols = useSymbols();
  const describeBinding = (each: Binding) => `${formatKey(each, symbols)} ${each.action}`;
  const bindings = [
    ...new Map(
      activeBindings(contexts)
        .filter(({place, intent}) => place !== undefined && (scrolls || intent.type !== 'scroll'))
        .map(each => [describeBinding(each), each]),
    ).values(),
  ];
  const keyWidth = Math.max(0, ...bindings.map(each => widthOf(formatKey(each, symbols))));
  return (
    <>
      <Paragraph>
        <Strong>Keys on this screen</Strong>
      </Paragraph>
      <Paragraph />
      {bindings.map(binding => (
        <Paragraph
          key={describeBinding(binding)}
          indent={1}
          hang={keyWidth + 4}
          aria-role="listitem"
          aria-label={`${binding.keys.join(' or ')}: ${binding.action}`}
        >
          <Accent>{padEnd(formatKey(binding, symbols), keyWidth)}</Accent>
          {`   ${binding.action}`}
        </Paragraph>
      ))}
      <Paragraph />
      <Paragraph>
        <Muted>F1 opens this help anywhere. ? works too, except in a text field.</Muted>
      </Paragraph>
    </>
  );
}

/** How to get the credentials for the chosen sign-in method. */
export function CredentialHelp({state}: {readonly state: State}): ReactNode {
  const method = methodOf(state.connect, state.signInOptions);
  if (method === 'token') return <TokenHelp domain={state.connect.domain} />;
  return method === 'keychain' || method === 'auth0-cli' ? null : <ClientHelp method={method} />;
}

function TokenHelp({domain}: {readonly domain: string}): ReactNode {
  const {heading, steps, note} = words.credentials.token;
  const parsedDomain = readDomain(domain);
  const explorer = parsedDomain.kind === 'ok' ? parsedDomain.explorer : undefined;
  return (
    <>
      <Paragraph>
        <Strong>{heading}</Strong>
      </Paragraph>
      <Paragraph />
      {steps.map((step, index) => (
        <Paragraph key={step} hang={3}>{`${index + 1}. ${step}`}</Paragraph>
      ))}
      {explorer !== undefined && (
        <Paragraph>
          <Link href={explorer} />
        </Paragraph>
      )}
      <Paragraph>
        <Muted>{note}</Muted>
      </Paragraph>
      <Paragraph />
    </>
  );
}

function ClientHelp({method}: {readonly method: 'client' | 'private-key'}): ReactNode {
  const {heading, steps, withKey} = words.credentials.client;
  const [create, authorize, secret] = steps;
  const copy = method === 'client' ? secret : withKey;
  return (
    <>
      <Paragraph>
        <Strong>{heading}</Strong>
      </Paragraph>
      <Paragraph />
      <Paragraph hang={3}>{`1. ${create}`}</Paragraph>
      <Paragraph hang={3}>{`2. ${authorize}`}</Paragraph>
      <Paragraph indent={3}>
        <Strong>{firstRunPermissions.join(', ')}</Strong>
      </Paragraph>
      <Paragraph hang={3}>{`3. ${copy}`}</Paragraph>
      <Paragraph />
    </>
  );
}
