import {nearest} from '../text/suggest.js';
import {isLoopback} from './loopback.js';
import {isPlaceholder, unwrapped} from './pasted-text.js';

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
  /** The Management API's identifier: ends in a slash. On a custom domain the tenant's own. */
  readonly managementAudience: string;
  /** Address of a Dashboard page, from `/dashboard/REGION/TENANT/` on; none outside auth0.com. */
  dashboardUrl(path: string): string | undefined;
}

/** What a typed or pasted domain means. */
export type ReadAddress =
  | {
      readonly kind: 'ok';
      readonly address: TenantAddress;
      /** What was left out of what was typed, to stand behind “Ignored”. */
      readonly ignored?: string;
      /** The tenant that was meant, perhaps, where the host is none under auth0.com. */
      readonly meant?: string;
    }
  | {readonly kind: 'empty'}
  /** It would carry credentials unencrypted. */
  | {readonly kind: 'insecure'; readonly host: string}
  | {readonly kind: 'invalid'; readonly typed: string; readonly why: string};

const dashboardHost = 'manage.auth0.com';

/**
 * Cleans what people paste: a domain, an address, a page of the Dashboard.
 * Domains: https://auth0.com/docs/get-started/auth0-overview/create-tenants
 */
export function readTenantAddress(given: string): ReadAddress {
  const {text: typed, without} = unwrapped(given, [
    ['the angle brackets', text => /^<([a-z0-9.:/-]+\.[a-z0-9.:/-]+)>[,;.]?$/i.exec(text)?.[1]],
    ['the comma at the end', text => /^([^,;]+)[,;]$/.exec(text)?.[1]],
    ['the second https://', withoutSecondScheme],
  ]);
  if (typed === '') return {kind: 'empty'};
  if (isUnfilled(typed)) {
    return {
      kind: 'invalid',
      typed,
      why: 'It is still a placeholder. Replace it with your tenant’s domain.',
    };
  }
  const url = urlOf(typed);
  if (url === undefined) return {kind: 'invalid', typed, why: whyNot(typed)};
  const tidied = without.length === 0 ? {} : {ignored: without.join(' and ')};
  if (url.hostname === dashboardHost) {
    const tenant = dashboardTenant(url);
    if (tenant !== undefined) return {kind: 'ok', address: addressOf(tenant, 'tenant'), ...tidied};
    return {
      kind: 'invalid',
      typed,
      why: 'It is the Dashboard’s address. Find the domain there: Applications → any application → Settings.',
    };
  }
  const kind = kindOf(url.hostname);
  if (url.protocol === 'http:' && kind !== 'emulator') return {kind: 'insecure', host: url.host};
  const meant = kind === 'custom' ? meantTenant(url.hostname) : undefined;
  return {
    kind: 'ok',
    address: addressOf(url, kind),
    ...tidied,
    ...(meant !== undefined && {meant}),
  };
}

/**
 * The same host, where it is a custom domain: the Management API keeps the identifier that it has on
 * the tenant's own domain. https://auth0.com/docs/customize/custom-domains
 */
export function withAudienceOf(address: TenantAddress, canonical: TenantAddress): TenantAddress {
  return {...address, managementAudience: canonical.managementAudience};
}

/** Whether the Management API is asked for at another host than the one whose name it bears. */
export function isReachedByCustomDomain({origin, managementAudience}: TenantAddress): boolean {
  return managementAudience !== `${origin}/api/v2/`;
}

/**
 * The Management API's audience, as somebody gave it: itself, or the tenant's own domain. Nothing
 * where it is another API's.
 */
export function readManagementAudience(given: string): TenantAddress | undefined {
  const {text} = unwrapped(given);
  if (!/^(?:https?:\/\/)?[^/?#]+(?:\/(?:api\/v2\/?)?)?$/i.test(text)) return undefined;
  const read = readTenantAddress(text);
  return read.kind === 'ok' ? read.address : undefined;
}

/** The tenant's own domain, where it is reached by a custom one. */
export function ownDomainOf(address: TenantAddress): {readonly ownDomain?: string} {
  return isReachedByCustomDomain(address)
    ? {ownDomain: new URL(address.managementAudience).host}
    : {};
}

/** Which host is which; nothing where there is one alone. */
export function hostsInWords({
  domain,
  ownDomain,
}: {
  readonly domain: string;
  readonly ownDomain?: string;
}): readonly string[] {
  if (ownDomain === undefined) return [];
  return [
    `${domain} is a custom domain of the tenant ${ownDomain}. Tokens requested at the custom domain have it as their issuer (iss).`,
  ];
}

/** `https://https://acme…`: a prefix was set before an address. It stays secure where one part is. */
function withoutSecondScheme(text: string): string | undefined {
  const [, schemes = '', rest = ''] = /^((?:https?:\/\/){2,8})(.*)$/i.exec(text) ?? [];
  if (schemes === '') return undefined;
  return `${/https/i.test(schemes) ? 'https' : 'http'}://${rest}`;
}

/** Names of tenants have no underscores, braces or capitals, so a template's can be told. */
function isUnfilled(typed: string): boolean {
  const host = typed.replace(/^https?:\/\//i, '').replace(/\/+$/, '');
  const name = /^(.+?)(?:\.(?:[a-z]{2}|\{[^}]*\}|<[^>]*>))?\.auth0\.com$/i.exec(host)?.[1] ?? host;
  return isPlaceholder(host) || (name !== host && isPlaceholder(name) && !/^x+$|^-+$/i.test(name));
}

function whyNot(typed: string): string {
  if (/^[a-z0-9-]+$/i.test(typed)) {
    return `It should look like ${typed.toLowerCase().slice(0, 63)}.eu.auth0.com.`;
  }
  if (typed.includes('@')) return 'A domain doesn’t contain an @.';
  return 'A domain contains only letters, digits, hyphens and dots.';
}

/**
 * The address without what follows the host. `URL` forgives much: it drops tabs, reads `\` as `/`
 * and `user@` as a name, so that what one reads and where it leads can differ. Here they can't.
 */
function urlOf(typed: string): URL | undefined {
  const parts = /^(?:(https?):\/\/)?([^/?#]+)([/?#].*)?$/i.exec(typed);
  const [, scheme = 'https', authority = '', rest = ''] = parts ?? [];
  const host = authority.toLowerCase().replace(/\.(?=:\d+$|$)/, '');
  // Letters beyond ASCII may pass for others: such names are not taken, in no form.
  if (!/^(?:\[[0-9a-f:.]+\]|[a-z0-9.-]+)(?::\d{1,5})?$/.test(host)) return undefined;
  if (!/^[\x21-\x5b\x5d-\x7e]*$/.test(rest)) return undefined;
  const text = `${scheme.toLowerCase()}://${host}${rest}`;
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  return isHost(url.hostname) ? url : undefined;
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
function dashboardTenant({pathname}: URL): URL | undefined {
  const [, region, name] = /^\/dashboard\/([a-z0-9-]+)\/([a-z0-9-]+)/i.exec(pathname) ?? [];
  return region === undefined || name === undefined
    ? undefined
    : urlOf(`${name}.${region}.auth0.com`);
}

/** `acme.eu`, `acme.eu.auth0`, `acme.eu.autho.com`: nearly the domain of a tenant. */
function meantTenant(hostname: string): string | undefined {
  const [name = '', ...rest] = hostname.split('.');
  const end = rest.join('.');
  if (/^(?:us|eu|au|ca|jp|uk)$/.test(end)) return `${name}.${end}.auth0.com`;
  const [, region = '', site = ''] = /^((?:us|eu|au|ca|jp|uk)\.)?(.+)$/.exec(end) ?? [];
  const near = site.length < 4 ? undefined : nearest(site, ['auth0.com', 'auth0']);
  return near === undefined ? undefined : `${name}.${region}auth0.com`;
}

/** Domains that a tenant of the same name has in other regions; none outside auth0.com. */
export function otherRegionsOf(host: string): readonly string[] {
  const [, name, region] = /^([^.]+)(?:\.([^.]+))?\.auth0\.com$/.exec(host) ?? [];
  if (name === undefined) return [];
  const us = `${name}.us.auth0.com`;
  const old = `${name}.auth0.com`;
  if (region === undefined) return [us, `${name}.eu.auth0.com`];
  return region === 'us' ? [old, `${name}.eu.auth0.com`] : [us, old];
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
