import {Problem} from '../model/errors.js';
import {isLoopback} from '../model/loopback.js';
import {visible} from '../text/escape.js';

/** Where a tenant is reached. The same host serves tokens and the Management API. */
export interface TenantAddress {
  /** `tenant`: under auth0.com; `custom`: a custom or private-cloud domain; `emulator`: loopback. */
  readonly kind: 'tenant' | 'custom' | 'emulator';
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

const dashboardHost = 'manage.auth0.com';

/**
 * Cleans what people paste: a domain, an address, a page of the Dashboard. Throws `Problem`
 * invalid_domain, insecure_http, custom_domain, all before anything is sent.
 * Domains: https://auth0.com/docs/get-started/auth0-overview/create-tenants
 */
export function parseAddress(input: string, {customDomain}: AddressOptions): TenantAddress {
  const typed = input.trim();
  const url = urlOf(typed);
  if (url.hostname === dashboardHost) return addressOf(dashboardTenant(typed, url), 'tenant');
  const kind = kindOf(url.hostname);
  if (url.protocol === 'http:' && kind !== 'emulator') throw insecure(url.host);
  if (kind === 'custom' && customDomain === 'refuse') throw custom(url.host);
  return addressOf(url, kind);
}

/**
 * The address without what follows the host. `URL` forgives much: it drops tabs, reads `\` as `/`
 * and `user@` as a name, so that what one reads and where it leads can differ. Here they can't.
 */
function urlOf(typed: string): URL {
  const parts = /^(?:(https?):\/\/)?([^/?#]+)([/?#].*)?$/i.exec(typed);
  const [, scheme = 'https', authority = '', rest = ''] = parts ?? [];
  const host = authority.toLowerCase().replace(/\.(?=:\d+$|$)/, '');
  // Letters beyond ASCII may pass for others: such names are not taken, in no form.
  if (!/^(?:\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/.test(host)) throw invalid(typed);
  if (!/^[\x21-\x5b\x5d-\x7e]*$/.test(rest)) throw invalid(typed);
  const text = `${scheme.toLowerCase()}://${host}${rest}`;
  if (!URL.canParse(text)) throw invalid(typed);
  const url = new URL(text);
  if (!isHost(url.hostname)) throw invalid(typed);
  return url;
}

function isHost(hostname: string): boolean {
  if (hostname.startsWith('[') || hostname === 'localhost') return true;
  if (/^\d+\.\d+\.\d+\.\d+$/.test(hostname)) return true;
  if (hostname === 'auth0.com' || hostname.includes('xn--')) return false;
  return /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/.test(hostname);
}

function kindOf(hostname: string): TenantAddress['kind'] {
  if (isLoopback(hostname)) return 'emulator';
  return hostname.endsWith('.auth0.com') ? 'tenant' : 'custom';
}

/** `https://manage.auth0.com/dashboard/eu/acme/apis` names the tenant acme.eu.auth0.com. */
function dashboardTenant(typed: string, {pathname}: URL): URL {
  const [, region, name] = /^\/dashboard\/([a-z0-9-]+)\/([a-z0-9-]+)/i.exec(pathname) ?? [];
  if (region === undefined || name === undefined) throw invalid(typed);
  return urlOf(`${name}.${region}.auth0.com`);
}

function addressOf({protocol, host, hostname}: URL, kind: TenantAddress['kind']): TenantAddress {
  const origin = `${protocol}//${host}`;
  // Tenants of the first years have no region in their name: `acme.auth0.com` is in the US.
  const [, name, region = 'us'] = /^([^.]+)(?:\.([^.]+))?\.auth0\.com$/.exec(hostname) ?? [];
  return {
    kind,
    origin,
    domain: host,
    tenantName: name ?? host,
    ...(name !== undefined && {region}),
    issuer: `${origin}/`,
    managementAudience: `${origin}/api/v2/`,
    dashboardUrl: path =>
      name === undefined
        ? undefined
        : `https://${dashboardHost}/dashboard/${region}/${name}/${path}`,
  };
}

function invalid(typed: string): Problem {
  const said = `“${visible(typed).slice(0, 120)}” is no tenant’s domain.`;
  return new Problem('invalid_domain', {
    message: typed === '' ? 'No domain was given.' : said,
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
