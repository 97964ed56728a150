import {Agent as HttpAgent, request as requestHttp} from 'node:http';
import {Agent, Agent as HttpsAgent, request as requestHttps} from 'node:https';
import {Socket} from 'node:net';
import {Problem} from '../model/errors.js';
import {registerSecret} from '../model/secrets/known-secrets.js';
import {isLoopback} from '../model/tenant-address.js';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Route {
  /** Keeps connections open for later requests. */
  readonly agent: HttpAgent;
  /** The proxy's host and port, if there is one. */
  readonly proxy?: string;
}

/**
 * The proxy from the usual environment variables, of which HTTP_PROXY is the fallback. None for
 * http:// and loopback: these are emulators on this machine, which a proxy could not reach. Throws
 * `Problem` proxy.
 */
function findProxy({protocol, hostname, port}: URL, env: Environment): URL | undefined {
  if (protocol !== 'https:') return undefined;
  if (isLoopback(hostname)) return undefined;
  const value = env.https_proxy || env.HTTPS_PROXY || env.http_proxy || env.HTTP_PROXY;
  if (!value) return undefined;
  const target = {hostname, port: port || '443'};
  if (isInNoProxy(target, env.no_proxy || env.NO_PROXY || '')) return undefined;
  const text = value.includes('://') ? value : `http://${value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') {
    registerSecret(proxy.password);
    return proxy;
  }
  throw new Problem('proxy', {
    // The variable's value may hold a password, so only its name is shown.
    message: `The proxy that ${env.https_proxy || env.HTTPS_PROXY ? 'HTTPS_PROXY' : 'HTTP_PROXY'} names can’t be used: its address must start with http://.`,
    hint: 'It should look like http://proxy.example.com:3128.',
  });
}

/** A `NO_PROXY` entry also covers its subdomains and may have a port; `*` matches every host. */
function isInNoProxy(target: {hostname: string; port: string}, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .some(entry => {
      if (entry === '*') return true;
      const [, host = entry, port] = /^(.+):(\d+)$/.exec(entry) ?? [];
      const name = host.replace(/^\*?\./, '');
      const matches = target.hostname === name || target.hostname.endsWith(`.${name}`);
      return matches && (port === undefined || port === target.port);
    });
}

/** One agent per proxy or protocol for the whole process, so that connections are reused. */
const agents = new Map<string, HttpAgent>();

/**
 * A corporate CA is configured with NODE_EXTRA_CA_CERTS, as everywhere in Node. Throws `Problem`
 * proxy.
 */
export function selectRoute(origin: URL, env: Environment): Route {
  const proxy = findProxy(origin, env);
  if (proxy !== undefined) {
    return {agent: getAgent(proxy.href, () => new TunnelAgent(proxy)), proxy: proxy.host};
  }
  const {protocol} = origin;
  const agentClass = protocol === 'https:' ? HttpsAgent : HttpAgent;
  return {agent: getAgent(protocol, () => new agentClass({keepAlive: true}))};
}

function getAgent(key: string, create: () => HttpAgent): HttpAgent {
  const agent = agents.get(key) ?? create();
  agents.set(key, agent);
  return agent;
}

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
