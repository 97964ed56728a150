import {request as requestHttp} from 'node:http';
import {Agent, request as requestHttps} from 'node:https';
import {Socket} from 'node:net';

type CreateConnection = Agent['createConnection'];

/** Milliseconds for the proxy's response to CONNECT. */
const timeoutMs = 10_000;

/**
 * Connects to https addresses through a proxy's CONNECT tunnel; TLS is end to end with the tenant.
 * Node 20 has no such agent, and a library for it would be a fifth of the download.
 */
export class TunnelAgent extends Agent {
  readonly #proxy: URL;

  constructor(proxy: URL) {
    super({keepAlive: true});
    this.#proxy = proxy;
  }

  override createConnection(
    options: Parameters<CreateConnection>[0],
    callback: Parameters<CreateConnection>[1],
  ): undefined {
    const {protocol, hostname, port} = this.#proxy;
    const target = `${options.host}:${options.port}`;
    const startRequest = protocol === 'https:' ? requestHttps : requestHttp;
    const connectRequest = startRequest({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port || (protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: {host: target, ...proxyAuthorization(this.#proxy)},
      agent: false,
      timeout: timeoutMs,
    });
    // The types require a socket; it is ignored next to an error.
    const fail = (error: Error) => callback?.(error, new Socket());
    connectRequest.once('connect', ({statusCode = 0}, socket) => {
      if (statusCode >= 200 && statusCode < 300) {
        const tlsSocket = super.createConnection(Object.assign({}, options, {socket}));
        if (tlsSocket) callback?.(null, tlsSocket);
        return;
      }
      socket.destroy();
      fail(new Error(`proxy refuses a tunnel (${statusCode})`));
    });
    // A response without a tunnel: the server is not a proxy.
    connectRequest.once('response', ({statusCode}) => {
      connectRequest.destroy(new Error(`proxy refuses a tunnel (${statusCode})`));
    });
    connectRequest.once('timeout', () =>
      connectRequest.destroy(new Error('proxy does not answer')),
    );
    connectRequest.once('error', fail);
    connectRequest.end();
  }
}

function proxyAuthorization({username, password}: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {};
  const pair = `${decodePercent(username)}:${decodePercent(password)}`;
  return {'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}`};
}

/** The password may contain an unencoded percent sign. */
function decodePercent(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
