import {Agent as HttpAgent} from 'node:http';
import {Agent as HttpsAgent} from 'node:https';
import {Problem} from '../model/errors.js';
import {registerSecret} from '../model/known-secrets.js';
import {isLoopback} from '../model/loopback.js';
import {TunnelAgent} from './tunnel.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** How requests get to a host. */
export interface Route {
  /** Keeps connections for the next request. */
  readonly agent: HttpAgent;
  /** Host and port of the proxy that is in between. */
  readonly proxy?: string;
}

/**
 * The proxy for an address, by the variables that most programs read. Emulators live on this
 * machine, and http:// addresses are theirs alone: a proxy elsewhere could not reach them.
 * Throws `Problem` proxy.
 */
export function proxyFor({protocol, hostname, port}: URL, env: Environment): URL | undefined {
  if (protocol !== 'https:') return undefined;
  if (isLoopback(hostname)) return undefined;
  const value = env.https_proxy || env.HTTPS_PROXY || env.http_proxy || env.HTTP_PROXY;
  if (!value) return undefined;
  const place = {hostname, port: port || '443'};
  if (isExcepted(place, env.no_proxy || env.NO_PROXY || '')) return undefined;
  const text = value.includes('://') ? value : `http://${value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') {
    registerSecret(proxy.password);
    return proxy;
  }
  throw new Problem('proxy', {
    // Its value may hold a password.
    message: `The proxy that ${env.https_proxy || env.HTTPS_PROXY ? 'HTTPS_PROXY' : 'HTTP_PROXY'} names can’t be used: its address must start with http://.`,
    hint: 'It should look like http://proxy.example.com:3128.',
  });
}

/** `NO_PROXY` lists hosts, each for its subdomains too, perhaps with a port; `*` is all. */
function isExcepted(place: {hostname: string; port: string}, list: string): boolean {
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter(entry => entry !== '')
    .some(entry => {
      if (entry === '*') return true;
      const [, host = entry, port] = /^(.+):(\d+)$/.exec(entry) ?? [];
      const name = host.replace(/^\*?\./, '');
      const fits = place.hostname === name || place.hostname.endsWith(`.${name}`);
      return fits && (port === undefined || port === place.port);
    });
}

/** A process has one agent for each way, so that what was connected once stays so. */
const agents = new Map<string, HttpAgent>();

/**
 * A company's certificate authority comes by NODE_EXTRA_CA_CERTS, as everywhere in Node.
 * Throws `Problem` proxy.
 */
export function routeTo(origin: URL, env: Environment): Route {
  const proxy = proxyFor(origin, env);
  if (proxy !== undefined) {
    return {agent: agentOf(proxy.href, () => new TunnelAgent(proxy)), proxy: proxy.host};
  }
  const {protocol} = origin;
  const direct = protocol === 'https:' ? HttpsAgent : HttpAgent;
  return {agent: agentOf(protocol, () => new direct({keepAlive: true}))};
}

function agentOf(way: string, make: () => HttpAgent): HttpAgent {
  const agent = agents.get(way) ?? make();
  agents.set(way, agent);
  return agent;
}
