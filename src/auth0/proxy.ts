import {Problem} from '../engine/problem.js';

export type Environment = Readonly<Record<string, string | undefined>>;

/** How requests get to a host. */
export interface Route {
  /** Host and port of the proxy that is in between. */
  readonly proxy?: string;
  /** What `fetch` takes besides: the types of Node's own undici and of ours differ. */
  readonly through?: {readonly dispatcher: object};
}

/**
 * The proxy for an address, by the variables that most programs read. Emulators live on this
 * machine: a proxy elsewhere could not reach them. Throws `Problem` proxy.
 */
export function proxyFor({protocol, hostname, port}: URL, env: Environment): URL | undefined {
  if (/^(?:localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(hostname)) return undefined;
  const http = env.http_proxy || env.HTTP_PROXY;
  const https = env.https_proxy || env.HTTPS_PROXY || http;
  const value = protocol === 'https:' ? https : http;
  if (!value) return undefined;
  const place = {hostname, port: port || (protocol === 'https:' ? '443' : '80')};
  if (isExcepted(place, env.no_proxy || env.NO_PROXY || '')) return undefined;
  const text = value.includes('://') ? value : `http://${value}`;
  const proxy = URL.canParse(text) ? new URL(text) : undefined;
  if (proxy?.protocol === 'http:' || proxy?.protocol === 'https:') return proxy;
  throw new Problem('proxy', {
    // Its value may hold a password.
    message: `The proxy that ${protocol === 'https:' ? 'HTTPS_PROXY' : 'HTTP_PROXY'} names can’t be used: it is no http:// address.`,
    hint: 'It looks like http://proxy.example.com:3128.',
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

/**
 * Node's `fetch` passes over the proxy variables. A company's certificate authority comes by
 * NODE_EXTRA_CA_CERTS, as everywhere in Node.
 */
export async function routeTo(origin: URL, env: Environment): Promise<Route> {
  const proxy = proxyFor(origin, env);
  if (proxy === undefined) return {};
  // Loaded for those alone who have a proxy: it is a third of a megabyte.
  const {EnvHttpProxyAgent} = await import('undici');
  const {origin: uri} = proxy;
  const dispatcher = new EnvHttpProxyAgent({
    httpProxy: uri,
    httpsProxy: uri,
    noProxy: '',
    ...tokenFor(proxy),
  });
  return {proxy: proxy.host, through: {dispatcher}};
}

/** A user without a password is one too, and a password may hold a percent sign as it is. */
function tokenFor({username, password}: URL): {readonly token?: string} {
  if (username === '' && password === '') return {};
  const pair = `${decoded(username)}:${decoded(password)}`;
  return {token: `Basic ${Buffer.from(pair).toString('base64')}`};
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
