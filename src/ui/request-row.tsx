import type {ReactNode} from 'react';
import type {Call} from '../wizard/call-log.js';
import {inlineWidth, Paragraph} from './layout.js';
import {cutMiddle} from './text.js';
import {Accent, Bad, Good, Muted, type Symbols, useSymbols, Warning} from './theme.js';

interface RequestRowProps {
  readonly call: Call;
  /** Current time, in ms. */
  readonly now: number;
  /** Columns available for the row. */
  readonly width: number;
}

/** Fewest columns in which paths can be told apart. */
const leastPath = 16;

/** One request: sign, method and path, request fields, result. */
export function RequestRow({call, now, width}: RequestRowProps): ReactNode {
  const symbols = useSymbols();
  const lead = [signOf(call, symbols), `${call.method} `];
  const room = width - inlineWidth(lead) - 2;
  const aside = asideOf(call, now, room - leastPath);
  const beside = room - inlineWidth(aside);
  const details = detailsOf(call);
  const shown = inlineWidth(details) + leastPath <= beside ? details : [];
  const pathWidth = Math.max(leastPath, beside - inlineWidth(shown));
  return (
    <Paragraph cut hang={2} aside={aside} aria-label={spoken(call)}>
      {lead}
      {cutMiddle(readable(call.path), pathWidth, symbols.cut)}
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
function spoken(call: Call): string {
  const {method, path, progress} = call;
  const request = `${method} ${readable(path)}`;
  switch (progress.kind) {
    case 'sent':
      return '';
    case 'waiting':
      return `${request}: ${spokenReasons[progress.reason]}`;
    case 'canceled':
      return `${request}: canceled`;
    case 'failed':
      return `${request}: ${progress.code.replaceAll('_', ' ')}`;
    case 'answered':
      return isLookup(call) ? `${request}: not found` : `${request}: answered ${progress.status}`;
  }
}

const reasons = {'rate-limit': 'rate limited, waiting', retry: 'trying again in'} as const;
const spokenReasons = {
  'rate-limit': 'waiting, Auth0 is rate limiting this tenant',
  retry: 'waiting to try again',
} as const;
const shortReasons = {'rate-limit': 'wait', retry: 'again in'} as const;

/** A GET that answers 404 is a lookup without a result, not a failure. */
function isLookup({method, progress}: Call): boolean {
  return method === 'GET' && progress.kind === 'answered' && progress.status === 404;
}

function signOf(call: Call, symbols: Symbols): ReactNode {
  const {progress} = call;
  if (isLookup(call)) return <Muted key="sign">{`${symbols.todo} `}</Muted>;
  switch (progress.kind) {
    case 'sent':
      return <Accent key="sign">{`${symbols.busy} `}</Accent>;
    case 'waiting':
      return <Warning key="sign">{`${symbols.waiting} `}</Warning>;
    case 'failed':
    case 'canceled':
      return <Bad key="sign">{`${symbols.failed} `}</Bad>;
    case 'answered':
      return progress.status < 400 ? (
        <Good key="sign">{`${symbols.done} `}</Good>
      ) : (
        <Bad key="sign">{`${symbols.failed} `}</Bad>
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
      const left = `${Math.max(0, Math.ceil((until - now) / 1000))} s`;
      const long = <Warning key="wait">{`${reasons[reason]} ${left}`}</Warning>;
      const whole = [long, <Muted key="key">{'  x cancel'}</Muted>];
      // The footer shows this key too, but the remaining time is shown only here.
      if (inlineWidth(whole) <= room) return whole;
      if (inlineWidth(long) <= room) return long;
      return <Warning>{`${shortReasons[reason]} ${left}`}</Warning>;
    }
    case 'canceled':
      return <Bad>canceled</Bad>;
    case 'failed':
      return [
        <Bad key="code">{progress.code.replaceAll('_', ' ')}</Bad>,
        <Muted key="ms">{elapsed(progress.ms)}</Muted>,
      ];
    case 'answered': {
      const {status, ms} = progress;
      const Status = isLookup(call) ? Muted : status < 400 ? Good : Bad;
      return [
        <Status key="status">{String(status)}</Status>,
        <Muted key="ms">{elapsed(ms)}</Muted>,
      ];
    }
  }
}

function elapsed(ms: number): string {
  const text = ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  return text.padStart(9);
}

/** Drops the common prefix and the query, and decodes the rest. */
function readable(path: string): string {
  const short = path.replace(/^\/api\/v2\//, '').replace(/\?.*$/, '');
  try {
    return decodeURIComponent(short);
  } catch {
    return short;
  }
}
