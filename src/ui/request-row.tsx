import type {ReactNode} from 'react';
import type {Call} from '../wizard/call-log.js';
import {inlineWidth, Paragraph} from './layout.js';
import {truncateMiddle} from './text.js';
import {Accent, Bad, Good, Muted, type Symbols, useSymbols, Warning} from './theme.js';

interface RequestRowProps {
  readonly call: Call;
  /** Current time, in ms. */
  readonly now: number;
  /** Columns available for the row. */
  readonly width: number;
}

/** Fewest columns in which paths can be told apart. */
const minPathWidth = 16;

/** One request: symbol, method and path, request fields, result. */
export function RequestRow({call, now, width}: RequestRowProps): ReactNode {
  const symbols = useSymbols();
  const prefix = [symbolOf(call, symbols), `${call.method} `];
  const room = width - inlineWidth(prefix) - 2;
  const aside = asideOf(call, now, room - minPathWidth);
  const besideWidth = room - inlineWidth(aside);
  const details = detailsOf(call);
  const shown = inlineWidth(details) + minPathWidth <= besideWidth ? details : [];
  const pathWidth = Math.max(minPathWidth, besideWidth - inlineWidth(shown));
  return (
    <Paragraph truncate hang={2} aside={aside} aria-label={ariaLabelOf(call)}>
      {prefix}
      {truncateMiddle(shortenPath(call.path), pathWidth, symbols.ellipsis)}
      {shown}
    </Paragraph>
  );
}

/** The names of the fields sent, and the attempt if it is not the first. */
function detailsOf({requestBody, attempt}: Call): readonly ReactNode[] {
  const fields =
    typeof requestBody === 'object' && requestBody !== null
      ? Object.keys(requestBody).join(', ')
      : '';
  return [
    fields !== '' && <Muted key="fields">{`  ${fields}`}</Muted>,
    attempt > 1 && <Warning key="attempt">{`  try ${attempt}`}</Warning>,
  ];
}

/** One sentence per request, spoken once it waits or is over; a countdown would be noise. */
function ariaLabelOf(call: Call): string {
  const {method, path, progress} = call;
  const request = `${method} ${shortenPath(path)}`;
  switch (progress.kind) {
    case 'sent':
      return '';
    case 'waiting':
      return `${request}: ${ariaReasons[progress.reason]}`;
    case 'canceled':
      return `${request}: canceled`;
    case 'failed':
      return `${request}: ${progress.code.replaceAll('_', ' ')}`;
    case 'answered':
      return isEmptyLookup(call)
        ? `${request}: not found`
        : `${request}: answered ${progress.status}`;
  }
}

const reasons = {'rate-limit': 'rate limited, waiting', retry: 'trying again in'} as const;
const ariaReasons = {
  'rate-limit': 'waiting, Auth0 is rate limiting this tenant',
  retry: 'waiting to try again',
} as const;
const shortReasons = {'rate-limit': 'wait', retry: 'again in'} as const;

/** A GET that answers 404 is a lookup without a result, not a failure. */
function isEmptyLookup({method, progress}: Call): boolean {
  return method === 'GET' && progress.kind === 'answered' && progress.status === 404;
}

function symbolOf(call: Call, symbols: Symbols): ReactNode {
  const {progress} = call;
  if (isEmptyLookup(call)) return <Muted key="symbol">{`${symbols.todo} `}</Muted>;
  switch (progress.kind) {
    case 'sent':
      return <Accent key="symbol">{`${symbols.busy} `}</Accent>;
    case 'waiting':
      return <Warning key="symbol">{`${symbols.waiting} `}</Warning>;
    case 'failed':
    case 'canceled':
      return <Bad key="symbol">{`${symbols.failed} `}</Bad>;
    case 'answered':
      return progress.status < 400 ? (
        <Good key="symbol">{`${symbols.done} `}</Good>
      ) : (
        <Bad key="symbol">{`${symbols.failed} `}</Bad>
      );
  }
}

function asideOf(call: Call, now: number, room: number): ReactNode {
  const {progress} = call;
  switch (progress.kind) {
    case 'sent':
      return null;
    case 'waiting': {
      const {reason, until} = progress;
      const remaining = `${Math.max(0, Math.ceil((until - now) / 1000))} s`;
      const long = <Warning key="wait">{`${reasons[reason]} ${remaining}`}</Warning>;
      const whole = [long, <Muted key="key">{'  x cancel'}</Muted>];
      // The footer shows this key too, but the remaining time is shown only here.
      if (inlineWidth(whole) <= room) return whole;
      if (inlineWidth(long) <= room) return long;
      return <Warning>{`${shortReasons[reason]} ${remaining}`}</Warning>;
    }
    case 'canceled':
      return <Bad>canceled</Bad>;
    case 'failed':
      return [
        <Bad key="code">{progress.code.replaceAll('_', ' ')}</Bad>,
        <Muted key="ms">{formatElapsed(progress.ms)}</Muted>,
      ];
    case 'answered': {
      const {status, ms} = progress;
      const Status = isEmptyLookup(call) ? Muted : status < 400 ? Good : Bad;
      return [
        <Status key="status">{String(status)}</Status>,
        <Muted key="ms">{formatElapsed(ms)}</Muted>,
      ];
    }
  }
}

function formatElapsed(ms: number): string {
  const text = ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  return text.padStart(9);
}

/** Drops the common prefix and the query, and decodes the rest. */
function shortenPath(path: string): string {
  const short = path.replace(/^\/api\/v2\//, '').replace(/\?.*$/, '');
  try {
    return decodeURIComponent(short);
  } catch {
    return short;
  }
}
