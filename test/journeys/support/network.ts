import {createServer, type IncomingMessage, type Server} from 'node:http';
import {connect} from 'node:net';
import {onTestFinished} from 'vitest';

export interface ReceivedRequest {
  /** `CONNECT host:443`, or `GET http://host/path`. */
  readonly line: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface TestServer {
  readonly port: number;
  readonly url: string;
  readonly seen: readonly ReceivedRequest[];
}

/** Listens on a loopback port until the test ends. */
async function listenUntilTestEnds(
  server: Server,
  requests: readonly ReceivedRequest[],
): Promise<TestServer> {
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const bound = server.address();
  const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
  return {port, url: `http://127.0.0.1:${port}`, seen: requests};
}

export interface ServerResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server that sends the same response to every request, and records the requests. */
export async function startServer({
  status,
  headers = {},
  body = '',
}: ServerResponse): Promise<TestServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    requests.push(await readRequest(request));
    response.writeHead(status, headers);
    response.end(body);
  });
  return await listenUntilTestEnds(server, requests);
}

export interface ProxyOptions {
  /** The local port that all hosts are tunneled to, or the status to refuse with. */
  readonly leadsTo: number | {readonly refusal: number};
  /** `user:password`; without them it responds 407. */
  readonly credentials?: string;
}

/** An HTTP proxy that resolves hosts itself. */
export async function startProxy({
  leadsTo: target,
  credentials,
}: ProxyOptions): Promise<TestServer> {
  const requests: ReceivedRequest[] = [];
  const server = createServer(async (request, response) => {
    requests.push(await readRequest(request));
    response.writeHead(502);
    response.end();
  });
  server.on('connect', (request: IncomingMessage, socket, head) => {
    requests.push({line: `CONNECT ${request.url}`, headers: request.headers, body: ''});
    socket.on('error', () => {});
    const basic = `Basic ${Buffer.from(credentials ?? '').toString('base64')}`;
    const known = credentials === undefined || request.headers['proxy-authorization'] === basic;
    if (!known || typeof target === 'object') {
      const status = typeof target === 'object' ? target.refusal : 407;
      socket.end(`HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\n\r\n`);
      return;
    }
    const onward = connect(target, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      onward.write(head);
      onward.pipe(socket).pipe(onward);
    });
    onward.on('error', () => socket.destroy());
  });
  return await listenUntilTestEnds(server, requests);
}

async function readRequest(request: IncomingMessage): Promise<ReceivedRequest> {
  let body = '';
  for await (const chunk of request) body += chunk;
  return {line: `${request.method} ${request.url}`, headers: request.headers, body};
}
