import type {OnCall} from '../../engine/call.js';
import {type Call, findWaitingCall, logCall} from '../../wizard/call-log.js';
import type {Io, Output} from '../command.js';
import {toLocale} from './for-terminal.js';

/** Milliseconds: what is over sooner needs no line. */
const showAfterMs = 150;

const eraseLine = '\r\x1b[K';

interface Progress {
  /** The same streams: whatever is written to them erases the progress line first. */
  readonly io: Io;
  end(): void;
}

/**
 * A line on a terminal that says which request is under way and how long a wait lasts. It is on
 * stderr, so that stdout can be piped, and only where a terminal can erase it again.
 */
export function withProgress(io: Io): Progress {
  if (io.stderr.isTTY !== true || cannotErase(io)) return {io, end: () => {}};
  const {stdout, stderr} = io;
  let calls: readonly Call[] = [];
  let isShown = false;
  let timer: NodeJS.Timeout | undefined;

  const erase = () => {
    if (isShown) stderr.write(eraseLine);
    isShown = false;
  };
  const show = () => {
    const pending = pendingCall(calls);
    if (pending === undefined) return;
    const line = toLocale(textOf(pending, performance.now()));
    stderr.write(`${eraseLine}${line.slice(0, Math.max(0, (stderr.columns ?? 80) - 1))}`);
    isShown = true;
  };
  const stop = () => {
    clearInterval(timer);
    timer = undefined;
  };
  const start = () => {
    timer ??= setInterval(show, showAfterMs).unref();
  };
  const onCall: OnCall = event => {
    calls = logCall(calls, event, performance.now());
    if (pendingCall(calls) === undefined) stop();
    else start();
  };
  const eraseBeforeWrite = (output: Output): Output => ({
    get isTTY() {
      return output.isTTY;
    },
    get columns() {
      return output.columns;
    },
    write(text) {
      erase();
      return output.write(text);
    },
  });
  return {
    io: {...io, stdout: eraseBeforeWrite(stdout), stderr: eraseBeforeWrite(stderr), onCall},
    end() {
      stop();
      erase();
    },
  };
}

/** Terminals outside Windows name themselves; one that says `dumb` can't erase a line. */
function cannotErase({env}: Pick<Io, 'env'>): boolean {
  return env.TERM === 'dumb' || (env.TERM === undefined && process.platform !== 'win32');
}

/** Waits first: they take longest. */
function pendingCall(calls: readonly Call[]): Call | undefined {
  return findWaitingCall(calls) ?? calls.findLast(({progress}) => progress.kind === 'sent');
}

function textOf({method, path, progress}: Call, now: number): string {
  if (progress.kind !== 'waiting') return `… ${describeRequest(method, path)}`;
  const seconds = `${Math.max(1, Math.ceil((progress.until - now) / 1_000))} s`;
  return progress.reason === 'rate-limit'
    ? `… Auth0 is rate limiting this tenant. Waiting ${seconds}`
    : `… No answer from Auth0. Retrying in ${seconds}`;
}

const verbs: Readonly<Record<string, string>> = {
  GET: 'Reading',
  POST: 'Creating',
  PATCH: 'Updating',
  DELETE: 'Deleting',
};

const objects: readonly (readonly [path: RegExp, many: string, one: string])[] = [
  [/^\/api\/v2\/resource-servers/, 'APIs', 'the API'],
  [/^\/api\/v2\/clients/, 'applications', 'the application'],
  [/^\/api\/v2\/client-grants/, 'client grants', 'the client grant'],
  [/^\/\.well-known\/jwks\.json/, 'the signing keys', 'the signing keys'],
];

/** The Dashboard's words for a request. */
function describeRequest(method: string, path: string): string {
  if (path.startsWith('/oauth/token')) return 'Requesting a token';
  if (path.endsWith('/rotate-secret')) return 'Rotating the Client Secret';
  const [, many, one] = objects.find(([pattern]) => pattern.test(path)) ?? [];
  const isOne = method !== 'GET' || /^\/api\/v2\/[^/?]+\//.test(path);
  return `${verbs[method] ?? method} ${(isOne ? one : many) ?? path}`;
}
