import {Agent as HttpAgent} from 'node:http';
import {Agent as HttpsAgent} from 'node:https';
import {Problem} from '../model/errors.js';
import {registerSecret} from '../model/known-secrets.js';
import {isLoopback} from '../model/loopback.js';
import {TunnelAgent} from './tunnel.js';

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
export function findProxy({protocol, hostname, port}: URL, env: Environment): URL | undefined {
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
