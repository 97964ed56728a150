import type {IncomingMessage, ServerResponse} from 'node:http';
import {Readable} from 'node:stream';
import {TLSSocket} from 'node:tls';
import type {Hono} from 'hono';
import type {AppEnv} from './http.js';

/**
 * Serves the application as `@hono/node-server` does, without its 20 kB for HTTP/2, streams and
 * websockets.
 */
export function requestListener(app: Hono<AppEnv>) {
  return async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const response = await respond(app, incoming, outgoing);
    if (isAnswered(response)) return;
    const body = Buffer.from(await response.arrayBuffer());
    const length = response.body === null ? {} : {'content-length': body.length};
    outgoing.writeHead(response.status, {...Object.fromEntries(response.headers), ...length});
    outgoing.end(body);
  };
}

async function respond(
  app: Hono<AppEnv>,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<Response> {
  let request: Request;
  try {
    request = toRequest(incoming);
  } catch {
    return new Response(null, {status: 400});
  }
  try {
    return await app.fetch(request, {incoming, outgoing});
  } catch {
    return new Response(null, {status: 500});
  }
}

function toRequest(incoming: IncomingMessage): Request {
  const {method = 'GET', url = '/', socket} = incoming;
  const origin = `${socket instanceof TLSSocket ? 'https' : 'http'}://${incoming.headers.host}`;
  const headers = new Headers();
  for (const [name, values = []] of Object.entries(incoming.headersDistinct)) {
    for (const value of values) headers.append(name, value);
  }
  const bodiless = method === 'GET' || method === 'HEAD';
  return new Request(url.startsWith('/') ? origin + url : url, {
    method,
    headers,
    ...(!bodiless && {body: Readable.toWeb(incoming), duplex: 'half'}),
  });
}

/** What a middleware returns that has answered by itself, or never will. */
export const alreadyAnswered = new Response(null, {headers: {'x-already-answered': 'yes'}});

export function isAnswered({headers}: Response): boolean {
  return headers.has('x-already-answered');
}
