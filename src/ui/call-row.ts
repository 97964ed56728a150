import type {Call} from '../wizard/call-log.js';
import {type Block, block, type Span, span} from './block.js';
import {spansWidth} from './layout.js';
import {cutMiddle} from './text.js';
import type {Symbols} from './theme.js';

interface At {
  readonly symbols: Symbols;
  /** Milliseconds of the clock. */
  readonly now: number;
  /** Columns for the row. */
  readonly width: number;
}

/** Columns that a path needs to be told apart. */
const leastPath = 16;

/** A request in one line: how it stands, what it is, what it carries, what came back. */
export function callRow(call: Call, at: At): Block {
  const {symbols} = at;
  const lead = [sign(call, symbols), span(`${call.method} `, 'plain')];
  const room = at.width - spansWidth(lead) - 2;
  const aside = asideOf(call, at, room - leastPath);
  const beside = room - spansWidth(aside);
  const details = detailsOf(call);
  const shown = spansWidth(details) + leastPath <= beside ? details : [];
  const path = cutMiddle(
    readable(call.path),
    Math.max(leastPath, beside - spansWidth(shown)),
    symbols.cut,
  );
  return block([...lead, span(path), ...shown], {
    fit: 'cut',
    hang: 2,
    aside,
    aria: {label: spoken(call)},
  });
}

/** What it carries, and whether it is not the first try. */
function detailsOf(call: Call): readonly Span[] {
  const fields = fieldsOf(call);
  return [
    ...(fields === '' ? [] : [span(`  ${fields}`, 'muted')]),
    ...(call.attempt > 1 ? [span(`  try ${call.attempt}`, 'warning')] : []),
  ];
}

/** One sentence a request, said when it is over: nothing counts down aloud. */
function spoken(call: Call): string {
  const {method, path, progress} = call;
  const request = `${method} ${readable(path)}`;
  switch (progress.kind) {
    case 'sent':
      return '';
    case 'waiting':
      return `${request}: waiting, ${reasons[progress.reason]}`;
    case 'canceled':
      return `${request}: broken off`;
    case 'failed':
      return `${request}: ${progress.code.replaceAll('_', ' ')}`;
    case 'answered':
      return isLookup(call) ? `${request}: not there` : `${request}: answered ${progress.status}`;
  }
}

const reasons = {'rate-limit': 'the tenant asks for a pause', retry: 'trying again'} as const;
const shortReasons = {'rate-limit': 'pause', retry: 'again in'} as const;

/** Something was looked for and is not there: an answer like any other. */
function isLookup({method, progress}: Call): boolean {
  return method === 'GET' && progress.kind === 'answered' && progress.status === 404;
}

function sign(call: Call, symbols: Symbols): Span {
  const {progress} = call;
  if (isLookup(call)) return span(`${symbols.todo} `, 'muted');
  switch (progress.kind) {
    case 'sent':
      return span(`${symbols.busy} `, 'accent');
    case 'waiting':
      return span(`${symbols.waiting} `, 'warning');
    case 'failed':
    case 'canceled':
      return span(`${symbols.failed} `, 'bad');
    case 'answered':
      return progress.status < 400
        ? span(`${symbols.done} `, 'good')
        : span(`${symbols.failed} `, 'bad');
  }
}

function asideOf(call: Call, {now}: At, room: number): readonly Span[] {
  const {progress} = call;
  switch (progress.kind) {
    case 'sent':
      return [];
    case 'waiting': {
      const {reason, until} = progress;
      const left = `${Math.max(0, Math.ceil((until - now) / 1000))} s`;
      const short = [span(`${shortReasons[reason]} ${left}`, 'warning')];
      const long = [span(`${reasons[reason]}: ${left}`, 'warning')];
      const whole = [...long, span('  x breaks off', 'muted')];
      // The footer has the key as well; how long it lasts is here alone.
      return [whole, long].find(spans => spansWidth(spans) <= room) ?? short;
    }
    case 'canceled':
      return [span('broken off', 'bad')];
    case 'failed':
      return [span(progress.code.replaceAll('_', ' '), 'bad'), span(elapsed(progress.ms), 'muted')];
    case 'answered': {
      const role = isLookup(call) ? 'muted' : progress.status < 400 ? 'good' : 'bad';
      return [span(String(progress.status), role), span(elapsed(progress.ms), 'muted')];
    }
  }
}

function elapsed(ms: number): string {
  const text = ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
  return text.padStart(9);
}

/** Without what every path starts with, and as a person would write it. */
function readable(path: string): string {
  const short = path.replace(/^\/api\/v2\//, '').replace(/\?.*$/, '');
  try {
    return decodeURIComponent(short);
  } catch {
    return short;
  }
}

function fieldsOf({sent}: Call): string {
  return typeof sent === 'object' && sent !== null ? Object.keys(sent).join(', ') : '';
}
