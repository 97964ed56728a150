import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {onTestFinished} from 'vitest';
import {parseAddress, type TenantAddress} from '../../../src/auth0/address.js';

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export type Reply = (request: IncomingMessage, response: ServerResponse) => void;

export interface ScriptedServer {
  readonly origin: string;
  readonly port: number;
  readonly address: TenantAddress;
  readonly received: readonly ReceivedRequest[];
}

/** A server on a loopback port that sends scripted replies in order, then repeats the last one. */
export async function startScriptedServer(...replies: readonly Reply[]): Promise<ScriptedServer> {
  const received: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const {method = '', url = '', headers} = request;
    received.push({method, path: url, headers, body});
    replies[Math.min(received.length, replies.length) - 1]?.(request, response);
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  const origin = `http://127.0.0.1:${port}`;
  return {origin, port, received, address: parseAddress(origin, {customDomain: 'refuse'})};
}

export function json(
  status: number,
  body: unknown,
  headers: Readonly<Record<string, string>> = {},
): Reply {
  return (_, response) => {
    response.writeHead(status, {'content-type': 'application/json; charset=utf-8', ...headers});
    response.end(body === undefined ? '' : JSON.stringify(body));
  };
}

export function html(status: number, title: string): Reply {
  return (_, response) => {
    response.writeHead(status, {'content-type': 'text/html'});
    response.end(`<!doctype html><html><head><title>${title}</title></head></html>`);
  };
}

export function text(status: number, body: string, headers: Record<string, string> = {}): Reply {
  return (_, response) => {
    response.writeHead(status, headers);
    response.end(body);
  };
}

export const hang: Reply = () => {};

export const reset: Reply = request => request.socket.destroy();

/** Headers and half a body, then silence. */
export const stall: Reply = (_, response) => {
  response.writeHead(200, {'content-type': 'application/json', 'content-length': '100'});
  response.write('{"id": "half');
};

/** Headers and half a body, then the end of the connection. */
export const cutOff: Reply = (request, response) => {
  stall(request, response);
  setImmediate(() => request.socket.destroySoon());
};

export const tooMany = {
  statusCode: 429,
  error: 'Too Many Requests',
  message: 'Global limit has been reached',
  errorCode: 'too_many_requests',
};
