import {request as requestHttp} from 'node:http';
import {Agent, request as requestHttps} from 'node:https';
import {Socket} from 'node:net';

type Connect = Agent['createConnection'];

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
    options: Parameters<Connect>[0],
    callback: Parameters<Connect>[1],
  ): undefined {
    const {protocol, hostname, port} = this.#proxy;
    const target = `${options.host}:${options.port}`;
    const request = protocol === 'https:' ? requestHttps : requestHttp;
    const asking = request({
      host: hostname.replace(/^\[|\]$/g, ''),
      port: port || (protocol === 'https:' ? 443 : 80),
      method: 'CONNECT',
      path: target,
      headers: {host: target, ...authorization(this.#proxy)},
      agent: false,
      timeout: timeoutMs,
    });
    // The types require a socket; it is ignored next to an error.
    const fail = (error: Error) => callback?.(error, new Socket());
    asking.once('connect', ({statusCode = 0}, socket) => {
      if (statusCode >= 200 && statusCode < 300) {
        const secured = super.createConnection(Object.assign({}, options, {socket}));
        if (secured) callback?.(null, secured);
        return;
      }
      socket.destroy();
      fail(new Error(`proxy refuses a tunnel (${statusCode})`));
    });
    // A response without a tunnel: the server is not a proxy.
    asking.once('response', ({statusCode}) => {
      asking.destroy(new Error(`proxy refuses a tunnel (${statusCode})`));
    });
    asking.once('timeout', () => asking.destroy(new Error('proxy does not answer')));
    asking.once('error', fail);
    asking.end();
  }
}

function authorization({username, password}: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {};
  const pair = `${decoded(username)}:${decoded(password)}`;
  return {'proxy-authorization': `Basic ${Buffer.from(pair).toString('base64')}`};
}

/** The password may contain an unencoded percent sign. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
