import type {ReactNode} from 'react';
import {firstRunPermissions} from '../../scenario/permissions.js';
import {words} from '../../scenario/words.js';
import {type Binding, bindingsIn, type Context, written} from '../keymap.js';
import {Paragraph} from '../layout.js';
import {padEnd, widthOf} from '../text.js';
import {Accent, Muted, Strong, useSymbols} from '../theme.js';

/** The keys of this screen, from the table that handles them. */
export function KeyHelp({contexts}: {readonly contexts: ReadonlySet<Context>}): ReactNode {
  const symbols = useSymbols();
  const said = (each: Binding) => `${written(each, symbols)} ${each.does}`;
  const bindings = [
    ...new Map(
      bindingsIn(contexts)
        .filter(({place}) => place !== undefined)
        .map(each => [said(each), each]),
    ).values(),
  ];
  const keyWidth = Math.max(0, ...bindings.map(each => widthOf(written(each, symbols))));
  return (
    <>
      <Paragraph>
        <Strong>Keys on this screen</Strong>
      </Paragraph>
      <Paragraph />
      {bindings.map(binding => (
        <Paragraph
          key={said(binding)}
          indent={1}
          hang={keyWidth + 4}
          aria-role="listitem"
          aria-label={`${binding.keys.join(' or ')}: ${binding.does}`}
        >
          <Accent>{padEnd(written(binding, symbols), keyWidth)}</Accent>
          {`   ${binding.does}`}
        </Paragraph>
      ))}
      <Paragraph />
      <Paragraph>
        <Muted>F1 shows this everywhere; ? does where no text is typed.</Muted>
      </Paragraph>
    </>
  );
}

/** Where somebody is to sign in: how credentials are made, and what they have to be allowed. */
export function CredentialHelp(): ReactNode {
  const {heading, steps} = words.credentials;
  const [create, authorize, copy] = steps;
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
