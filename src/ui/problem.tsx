import type {ReactNode} from 'react';
import type {Problem} from '../model/errors.js';
import {Link, Paragraph} from './layout.js';
import {Bad, Muted, Strong, useSymbols} from './theme.js';

/** Every error looks like this: what happened, what to do, and the code that the README lists. */
export function ProblemMessage({problem}: {readonly problem: Problem}): ReactNode {
  const {message, hint} = problem;
  const code = <Muted>{` (${problem.code})`}</Muted>;
  const {failed} = useSymbols();
  return (
    <>
      <Paragraph hang={2} focus>
        <Bad>{`${failed} `}</Bad>
        <Strong>{message}</Strong>
        {hint === '' && code}
      </Paragraph>
      {hint !== '' && (
        <Paragraph indent={2} focus>
          <WithLinks>{hint}</WithLinks>
          {code}
        </Paragraph>
      )}
    </>
  );
}

/** Turns URLs in a sentence into links. */
export function WithLinks({children}: {readonly children: string}): ReactNode {
  const parts = children.split(/(https:\/\/\S+[^\s.,;:)])/);
  // biome-ignore lint/suspicious/noArrayIndexKey: a part has no identity but its place.
  return parts.map((part, index) => (index % 2 === 1 ? <Link key={index} href={part} /> : part));
}
