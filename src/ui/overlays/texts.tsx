import type {ReactNode} from 'react';
import type {ExportPreview as ExportText, State} from '../../wizard/state.js';
import {currentPage} from '../../wizard/tasks.js';
import {viewOf} from '../../wizard/view.js';
import {Link, Paragraph} from '../layout.js';
import {Muted, Strong} from '../theme.js';

/** Shows the copied text as well, because not every terminal supports copying. */
export function ExportPreview({title = '', text = ''}: Partial<ExportText>): ReactNode {
  return (
    <>
      <Paragraph>
        <Strong>{title}</Strong>
      </Paragraph>
      <Paragraph>
        <Muted>
          Copied if your terminal allows it. s saves it to a file. It contains no secret.
        </Muted>
      </Paragraph>
      <Paragraph />
      <Code>{text}</Code>
    </>
  );
}

/** Verbatim lines with nothing before them, so that code copied with the mouse runs. */
export function Code({children}: {readonly children: string}): ReactNode {
  const lines = children.trimEnd().split('\n');
  return lines.map((line, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place.
    <Paragraph key={index} indent={line.length - line.trimStart().length} hang={0}>
      {line.trimStart()}
    </Paragraph>
  ));
}

interface ExplanationProps {
  readonly state: State;
  /** Shown if nothing next to it names the step. */
  readonly heading?: boolean;
}

export function Explanation({state, heading = false}: ExplanationProps): ReactNode {
  const {screen} = viewOf(state);
  if (screen.kind !== 'step') return null;
  const {step} = screen;
  const page = currentPage(state);
  return (
    <>
      {heading && (
        <Paragraph>
          <Strong>{step.heading}</Strong>
        </Paragraph>
      )}
      {heading && <Paragraph />}
      <Paragraph>{step.explanation}</Paragraph>
      <Paragraph />
      <Paragraph>
        <Muted>Documentation</Muted>
      </Paragraph>
      <Paragraph indent={2}>
        <Link href={step.docs} />
      </Paragraph>
      {page !== undefined && (
        <Paragraph>
          <Muted>Dashboard (press o to open)</Muted>
        </Paragraph>
      )}
      {page !== undefined && (
        <Paragraph indent={2}>
          <Link href={page} />
        </Paragraph>
      )}
    </>
  );
}
