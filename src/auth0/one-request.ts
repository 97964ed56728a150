import {type Agent, type IncomingMessage, request as requestHttp} from 'node:http';
import {request as requestHttps} from 'node:https';
import type {Socket} from 'node:net';
import {pipeline} from 'node:stream';

export interface OneRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Asked once the connection is open: what a write carries may be too old by then. */
  readonly mayLeave?: () => boolean;
}

/** Looks up a header by its lower-case name; `Headers` satisfies it. */
export interface AnswerHeaders {
  get(name: string): string | null;
}

/** A response whose body has not been read yet. */
export interface Head {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** Must be read to the end. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Milliseconds until the connection must be open. */
const connectTimeout = 10_000;

/** The error code of a request that was not sent, because its connection opened too late. */
export const tooLate = 'TOO_LATE';

/**
 * Sends one HTTP request as it is, without redirects and retries. `fetch` is avoided because its
 * first call costs 200 ms and 40 MB in Node 20, and because it ignores proxies.
 */
export function oneRequest(
  {method, url, headers, body, signal, mayLeave = () => true}: OneRequest,
  agent: Agent,
): Promise<Head> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === 'https:' ? requestHttps : requestHttp;
    const sent = request(
      url,
      {
        method,
        agent,
        signal,
        headers: {'user-agent': 'timesheets-setup', 'accept-encoding': 'gzip', ...headers},
      },
      message => {
        if ((message.statusCode ?? 0) >= 200) resolve(headOf(message));
        else ended(message);
      },
    );
    // 101 or another 1xx: we did not ask for an upgrade, so what follows is not a response.
    function ended(message: IncomingMessage): void {
      resolve({...headOf(message), body: nothing()});
      message.socket.destroy();
    }
    sent.on('error', reject);
    sent.on('upgrade', ended);
    // A no-op if a response arrived; otherwise the only event for some closed connections.
    sent.on('close', () => reject(new Error('no answer')));
    const leave = () => {
      if (mayLeave()) sent.end(body);
      else sent.destroy(Object.assign(new Error('too late'), {code: tooLate}));
    };
    sent.on('socket', socket => {
      if (!isOpening(socket)) {
        leave();
        return;
      }
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', leave);
      const tooLong = Object.assign(new Error('no connection'), {code: 'CONNECT_TIMEOUT'});
      const timer = setTimeout(() => sent.destroy(tooLong), connectTimeout);
      const settled = () => clearTimeout(timer);
      socket.once('connect', settled).once('close', settled);
    });
  });
}

/** Whether the connection or its TLS handshake is still under way. */
function isOpening(socket: Socket): boolean {
  const isSecuring = 'secureConnecting' in socket && socket.secureConnecting === true;
  return socket.connecting || isSecuring;
}

function headOf(message: IncomingMessage): Head {
  const {statusCode = 0, headers} = message;
  return {
    status: statusCode,
    headers: {
      get(name) {
        const value = headers[name];
        return (Array.isArray(value) ? value.join(', ') : value) ?? null;
      },
    },
    body: /^(?:x-)?gzip$/i.test(headers['content-encoding'] ?? '') ? unzipped(message) : message,
  };
}

async function* nothing(): AsyncGenerator<Uint8Array> {}

/** Imports zlib only for compressed responses; emulators do not compress. */
async function* unzipped(message: IncomingMessage): AsyncGenerator<Uint8Array> {
  const {createGunzip} = await import('node:zlib');
  // The reader gets any error and, when it stops, destroys both streams; the callback is only
  // required.
  yield* pipeline(message, createGunzip(), () => {});
}
