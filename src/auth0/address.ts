import {isIP} from 'node:net';
import {domainToASCII} from 'node:url';
import {Problem} from '../engine/problem.js';
import {visible} from '../engine/visible.js';

/** Where a tenant is reached. The same host serves tokens and the Management API. */
export interface TenantAddress {
  /** Scheme and host, without a trailing slash. */
  readonly origin: string;
  /** Host, with its port where it has one. */
  readonly domain: string;
  /** `acme` of acme.eu.auth0.com; elsewhere the host. */
  readonly tenantName: string;
  /** `eu` of acme.eu.auth0.com; `us` where the host names none. */
  readonly region?: string;
  /** The `iss` claim of the tenant's tokens: ends in a slash. */
  readonly issuer: string;
  /** The Management API's identifier: ends in a slash. */
  readonly managementAudience: string;
  /** Address of a Dashboard page, from `/dashboard/REGION/TENANT/` on; none outside auth0.com. */
  dashboardUrl(path: string): string | undefined;
}

export interface AddressOptions {
  /** Whether a host that is neither loopback nor under auth0.com may get credentials. */
  readonly customDomain: 'allow' | 'refuse';
}

/**
 * Cleans what people paste: a domain, an address, a page of the Dashboard. Throws `Problem`
 * invalid_domain, insecure_http, custom_domain, all before anything is sent.
 * Domains: https://auth0.com/docs/get-started/auth0-overview/create-tenants
 */
export function parseAddress(input: string, {customDomain}: AddressOptions): TenantAddress {
  const typed = input.trim();
  const url = urlOf(typed);
  const fromDashboard = dashboardTenant(url);
  if (fromDashboard !== undefined) return addressOf(new URL(`https://${fromDashboard}`));
  const loopback = isLoopback(url.hostname);
  if (url.protocol === 'http:' && !loopback) throw insecure(url.host);
  if (!loopback && !isAuth0(url.hostname) && customDomain === 'refuse') throw custom(url.host);
  return addressOf(url);
}

function urlOf(typed: string): URL {
  if (typed === '' || /[\s\p{Cc}]/u.test(typed)) throw invalid(typed);
  const scheme = /^([a-z][a-z0-9+.-]*):\/\//i.exec(typed)?.[1]?.toLowerCase();
  if (scheme !== undefined && scheme !== 'https' && scheme !== 'http') throw invalid(typed);
  let url: URL;
  try {
    url = new URL(scheme === undefined ? `https://${typed}` : typed);
  } catch {
    throw invalid(typed);
  }
  const path = url.pathname.replace(/\/+$/, '');
  const known = path === '' || path === '/api/v2' || url.hostname === 'manage.auth0.com';
  if (url.username !== '' || url.password !== '' || url.hash !== '' || !known) throw invalid(typed);
  if (!isHost(url.hostname)) throw invalid(typed);
  return url;
}

function isHost(hostname: string): boolean {
  if (hostname.startsWith('[') || isIP(hostname) !== 0 || hostname === 'localhost') return true;
  // A name of letters beyond ASCII may pass for another one.
  if (domainToASCII(hostname) !== hostname || hostname.includes('xn--')) return false;
  return /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(hostname);
}

function isLoopback(hostname: string): boolean {
  return hostname === 'localhost' || hostname === '[::1]' || /^127\.\d+\.\d+\.\d+$/.test(hostname);
}

function isAuth0(hostname: string): boolean {
  return hostname.endsWith('.auth0.com') && hostname !== 'manage.auth0.com';
}

/** `https://manage.auth0.com/dashboard/eu/acme/apis` names the tenant acme.eu.auth0.com. */
function dashboardTenant({hostname, pathname}: URL): string | undefined {
  if (hostname !== 'manage.auth0.com') return undefined;
  const [, region, name] = /^\/dashboard\/([a-z0-9-]+)\/([a-z0-9-]+)/.exec(pathname) ?? [];
  if (region === undefined || name === undefined) throw invalid(hostname + pathname);
  return `${name}.${region}.auth0.com`;
}

function addressOf({protocol, host, hostname}: URL): TenantAddress {
  const origin = `${protocol}//${host}`;
  const [, name, region] = /^([^.]+)(?:\.([^.]+))?\.auth0\.com$/.exec(hostname) ?? [];
  const place = name === undefined ? undefined : (region ?? 'us');
  return {
    origin,
    domain: host,
    tenantName: name ?? host,
    ...(place !== undefined && {region: place}),
    issuer: `${origin}/`,
    managementAudience: `${origin}/api/v2/`,
    dashboardUrl: path =>
      place === undefined
        ? undefined
        : `https://manage.auth0.com/dashboard/${place}/${name}/${path}`,
  };
}

function invalid(typed: string): Problem {
  return new Problem('invalid_domain', {
    message:
      typed === ''
        ? 'No domain was given.'
        : `“${visible(typed).slice(0, 120)}” is no tenant’s domain.`,
    hint: 'A domain looks like acme.eu.auth0.com: it is in the settings of any application in the Dashboard. An emulator is given as http://127.0.0.1:PORT.',
  });
}

function insecure(host: string): Problem {
  return new Problem('insecure_http', {
    message: `http://${host} would carry the credentials unencrypted: nothing was sent.`,
    hint: 'Leave http:// out; it is for emulators on this machine alone (http://127.0.0.1:PORT).',
  });
}

function custom(host: string): Problem {
  return new Problem('custom_domain', {
    message: `${host} is not under auth0.com: nothing was sent.`,
    hint: 'If this is your custom or private-cloud domain, allow it with --allow-custom-domain.',
  });
}
