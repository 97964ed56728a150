import {type Agent, type IncomingMessage, request as requestHttp} from 'node:http';
import {request as requestHttps} from 'node:https';
import {pipeline} from 'node:stream';

export interface OneRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
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

/**
 * Sends one HTTP request as it is, without redirects and retries. `fetch` is avoided because its
 * first call costs 200 ms and 40 MB in Node 20, and because it ignores proxies.
 */
export function oneRequest(
  {method, url, headers, body, signal}: OneRequest,
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
    sent.on('socket', socket => {
      if (!socket.connecting) return;
      const tooLong = Object.assign(new Error('no connection'), {code: 'CONNECT_TIMEOUT'});
      const timer = setTimeout(() => sent.destroy(tooLong), connectTimeout);
      const settled = () => clearTimeout(timer);
      socket.once('connect', settled).once('close', settled);
    });
    sent.end(body);
  });
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
