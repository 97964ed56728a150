import {type Agent, type IncomingMessage, request as requestHttp} from 'node:http';
import {request as requestHttps} from 'node:https';
import type {Socket} from 'node:net';
import {pipeline} from 'node:stream';

/** The body is a string rather than a stream, so that a request can be sent again. */
export interface HttpRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** `once` for a write: sending it again could change the tenant twice. */
  readonly repeat: 'safe' | 'once';
  readonly signal?: AbortSignal;
  /** For a write: asked just before it leaves. If it may not, nothing is sent. */
  readonly shouldSend?: () => boolean;
}

/** Identifies a request in messages, and whether it may have changed the tenant. */
export type RequestInfo = Pick<HttpRequest, 'method' | 'url' | 'repeat'>;

/** A response whose body was read completely. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: ResponseHeaders;
  readonly text: string;
  /** The parsed body; undefined if it is empty or, for a server's error only, not JSON. */
  readonly json: unknown;
}

export interface RawRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
  /** Asked once the connection is open: what a write carries may be too old by then. */
  readonly shouldSend?: () => boolean;
}

/** Looks up a header by its lower-case name; `Headers` satisfies it. */
export interface ResponseHeaders {
  get(name: string): string | null;
}

/** A response whose body has not been read yet. */
export interface ResponseHead {
  readonly status: number;
  readonly headers: ResponseHeaders;
  /** Must be read to the end. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** Milliseconds until the connection must be open. */
const connectTimeoutMs = 10_000;

/** The error code of a request that was not sent, because its connection opened too late. */
export const tooLateCode = 'TOO_LATE';

/**
 * Sends one HTTP request as it is, without redirects and retries. `fetch` is avoided because its
 * first call costs 200 ms and 40 MB in Node 20, and because it ignores proxies.
 */
export function sendRawRequest(
  {method, url, headers, body, signal, shouldSend = () => true}: RawRequest,
  agent: Agent,
): Promise<ResponseHead> {
  return new Promise((resolve, reject) => {
    const startRequest = url.protocol === 'https:' ? requestHttps : requestHttp;
    const clientRequest = startRequest(
      url,
      {
        method,
        agent,
        signal,
        headers: {'user-agent': 'timesheets-setup', 'accept-encoding': 'gzip', ...headers},
      },
      message => {
        if ((message.statusCode ?? 0) >= 200) resolve(toResponseHead(message));
        else resolveWithoutBody(message);
      },
    );
    // 101 or another 1xx: we did not ask for an upgrade, so what follows is not a response.
    function resolveWithoutBody(message: IncomingMessage): void {
      resolve({...toResponseHead(message), body: emptyBody()});
      message.socket.destroy();
    }
    clientRequest.on('error', reject);
    clientRequest.on('upgrade', resolveWithoutBody);
    // A no-op if a response arrived; otherwise the only event for some closed connections.
    clientRequest.on('close', () => reject(new Error('no answer')));
    const sendOrDrop = () => {
      if (shouldSend()) clientRequest.end(body);
      else clientRequest.destroy(Object.assign(new Error('too late'), {code: tooLateCode}));
    };
    clientRequest.on('socket', socket => {
      if (!isConnecting(socket)) {
        sendOrDrop();
        return;
      }
      socket.once(url.protocol === 'https:' ? 'secureConnect' : 'connect', sendOrDrop);
      const timeoutError = Object.assign(new Error('no connection'), {code: 'CONNECT_TIMEOUT'});
      const timer = setTimeout(() => clientRequest.destroy(timeoutError), connectTimeoutMs);
      const clearTimer = () => clearTimeout(timer);
      socket.once('connect', clearTimer).once('close', clearTimer);
    });
  });
}

/** Whether the connection or its TLS handshake is still under way. */
function isConnecting(socket: Socket): boolean {
  const isHandshaking = 'secureConnecting' in socket && socket.secureConnecting === true;
  return socket.connecting || isHandshaking;
}

function toResponseHead(message: IncomingMessage): ResponseHead {
  const {statusCode = 0, headers} = message;
  return {
    status: statusCode,
    headers: {
      get(name) {
        const value = headers[name];
        return (Array.isArray(value) ? value.join(', ') : value) ?? null;
      },
    },
    body: /^(?:x-)?gzip$/i.test(headers['content-encoding'] ?? '') ? decompress(message) : message,
  };
}

async function* emptyBody(): AsyncGenerator<Uint8Array> {}

/** Imports zlib only for compressed responses; emulators do not compress. */
async function* decompress(message: IncomingMessage): AsyncGenerator<Uint8Array> {
  const {createGunzip} = await import('node:zlib');
  // The reader gets any error and, when it stops, destroys both streams; the callback is only
  // required.
  yield* pipeline(message, createGunzip(), () => {});
}
