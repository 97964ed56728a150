import type {ReactNode} from 'react';
import type {Call} from '../../wizard/call-log.js';
import {Paragraph} from '../layout.js';
import {RequestRow} from '../request-row.js';
import {Muted, Strong} from '../theme.js';

interface RequestsProps {
  readonly calls: readonly Call[];
  readonly width: number;
}

/** All requests, newest first. Secrets have already been removed. */
export function Requests({calls, width}: RequestsProps): ReactNode {
  return (
    <>
      <Paragraph>
        <Strong>Requests, newest first</Strong>
      </Paragraph>
      <Paragraph />
      {calls
        .toReversed()
        .map(call => [
          <RequestRow key={call.id} call={call} now={Date.now()} width={width} />,
          call.requestBody !== undefined && (
            <Body key="sent" title="Request body" value={call.requestBody} />
          ),
          call.responseBody !== undefined && (
            <Body key="received" title="Response body" value={call.responseBody} />
          ),
        ])}
    </>
  );
}

function Body({title, value}: {readonly title: string; readonly value: unknown}): ReactNode {
  return (
    <>
      <Paragraph indent={2}>
        <Muted>{title}</Muted>
      </Paragraph>
      <Json value={value} />
    </>
  );
}

const maxLines = 60;

/** Pretty-printed JSON; a long document is cut, with a count of the remaining lines. */
export function Json({value}: {readonly value: unknown}): ReactNode {
  const lines = (JSON.stringify(value, null, 2) ?? 'null').split('\n');
  const shown = lines.slice(0, maxLines);
  return (
    <>
      {shown.map((line, index) => {
        const indent = 2 + (line.length - line.trimStart().length);
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place.
          <Paragraph key={index} indent={indent} hang={indent + 2}>
            {line.trimStart()}
          </Paragraph>
        );
      })}
      {lines.length > shown.length && (
        <Paragraph indent={2}>
          <Muted>{`${lines.length - shown.length} more lines`}</Muted>
        </Paragraph>
      )}
    </>
  );
}
