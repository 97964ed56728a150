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

/** A header by its name in lower case; `Headers` is one. */
export interface AnswerHeaders {
  get(name: string): string | null;
}

/** An answer whose head is there. */
export interface Head {
  readonly status: number;
  readonly headers: AnswerHeaders;
  /** To be read to the end. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Milliseconds. */
const connectTimeout = 10_000;

/**
 * One request over HTTP, sent as it is: no redirect followed, nothing repeated. Not by `fetch`,
 * whose first call costs 200 ms and 40 MB in Node 20, and which passes over proxies.
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
    // 101: nobody asked for another protocol, and what follows is no answer.
    function ended(message: IncomingMessage): void {
      resolve({...headOf(message), body: nothing()});
      message.socket.destroy();
    }
    sent.on('error', reject);
    sent.on('upgrade', ended);
    // Settled long since, or the end of a connection that nothing else tells of.
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

/** Loaded for those alone who get something packed: emulators pack nothing. */
async function* unzipped(message: IncomingMessage): AsyncGenerator<Uint8Array> {
  const {createGunzip} = await import('node:zlib');
  // Whoever reads hears of errors, and ends both by leaving off.
  yield* pipeline(message, createGunzip(), () => {});
}
