import {request as requestHttp} from 'node:http';
import {Agent, request as requestHttps} from 'node:https';
import {Socket} from 'node:net';

type Connect = Agent['createConnection'];

/** Milliseconds until a proxy has to have answered. */
const timeoutMs = 10_000;

/**
 * Connections to https addresses through a proxy: it is asked for a way (CONNECT), and what goes
 * over that is encrypted to the tenant. Nothing of it is in Node 20, and a library that has it
 * would be a fifth of the download.
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
    // Nobody looks at the stream beside an error.
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
    // Whoever answers in another way is no proxy.
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

/** A password may hold a percent sign as it is. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
