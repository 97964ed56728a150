import {nearest} from '../text/suggest.js';
import {isPlaceholder, removeWrappings} from './pasted-text.js';
import {looksSecret, maskSecrets, ownTextMinLength} from './secrets/known-secrets.js';
import {findPasswords} from './secrets/secret-looks.js';

/** How to reach a tenant. The same host serves the token endpoint and the Management API. */
export interface TenantAddress {
  /** `tenant`: under auth0.com; `custom`: a custom or private-cloud domain; `emulator`: loopback. */
  readonly kind: 'tenant' | 'custom' | 'emulator';
  /** Scheme and host, without a trailing slash. */
  readonly origin: string;
  /** Host, with the port if it has one. */
  readonly domain: string;
  /** `acme` for acme.eu.auth0.com; the host outside auth0.com. */
  readonly tenantName: string;
  /** `eu` for acme.eu.auth0.com; `us` if the host names no region. Absent outside auth0.com. */
  readonly region?: string;
  /** The `iss` claim of the tenant's tokens. Ends in a slash. */
  readonly issuer: string;
  /** The Management API's identifier. Ends in a slash. On a custom domain, see `withAudienceOf`. */
  readonly managementAudience: string;
  /** URL of a Dashboard page, below `/dashboard/REGION/TENANT/`. None outside auth0.com. */
  dashboardUrl(path: string): string | undefined;
}

/** The result of reading a typed or pasted domain. */
export type ReadAddress =
  | {
      readonly kind: 'ok';
      readonly address: TenantAddress;
      /** What was removed from the input, to follow “Ignored”. */
      readonly ignored?: string;
      /** A guess at the intended tenant, if the host is not under auth0.com. */
      readonly suggestion?: string;
    }
  | {readonly kind: 'empty'}
  /** Plain HTTP, which would send credentials unencrypted. */
  | {readonly kind: 'insecure'; readonly host: string}
  /** `typed` is safe to quote: secrets in it are masked. */
  | {readonly kind: 'invalid'; readonly typed: string; readonly why: string};

const dashboardHost = 'manage.auth0.com';

/**
 * Accepts what users paste: a domain, a URL, or a page of the Dashboard.
 * Domains: https://auth0.com/docs/get-started/auth0-overview/create-tenants
 */
export function readTenantAddress(given: string): ReadAddress {
  const {text: typed, removed} = removeWrappings(given, [
    ['the angle brackets', text => /^<([a-z0-9.:/-]+\.[a-z0-9.:/-]+)>[,;.]?$/i.exec(text)?.[1]],
    ['the comma at the end', text => /^([^,;]+)[,;]$/.exec(text)?.[1]],
    ['the second https://', removeSecondScheme],
  ]);
  if (typed === '') return {kind: 'empty'};
  if (isTemplateName(typed)) {
    return invalidAddress(
      typed,
      'It is still a placeholder. Replace it with your tenant’s domain.',
    );
  }
  const url = parseUrl(typed);
  if (url === undefined) return invalidAddress(typed, invalidReason(typed));
  const kind = kindOf(url.hostname);
  if (kind === 'custom' && looksSecret(stripScheme(typed)))
    return invalidAddress(typed, invalidReason(typed));
  const ignored = removed.length === 0 ? {} : {ignored: removed.join(' and ')};
  if (url.hostname === dashboardHost) {
    const tenant = parseDashboardUrl(url);
    if (tenant !== undefined)
      return {kind: 'ok', address: createAddress(tenant, 'tenant'), ...ignored};
    return invalidAddress(
      typed,
      'It is the Dashboard’s address. Find the domain there: Applications → any application → Settings.',
    );
  }
  if (url.protocol === 'http:' && kind !== 'emulator') return {kind: 'insecure', host: url.host};
  const suggestion = kind === 'custom' ? suggestTenant(url.hostname) : undefined;
  return {
    kind: 'ok',
    address: createAddress(url, kind),
    ...ignored,
    ...(suggestion !== undefined && {suggestion}),
  };
}

function invalidAddress(typed: string, why: string): ReadAddress {
  const additionalSecrets = findPasswords(typed);
  return {
    kind: 'invalid',
    typed: maskSecrets(typed, {minLength: ownTextMinLength, additionalSecrets}),
    why,
  };
}

/**
 * A custom domain's address with the audience of the tenant's own domain, which the Management API
 * keeps on custom domains. https://auth0.com/docs/customize/custom-domains
 */
export function copyAudience(address: TenantAddress, canonical: TenantAddress): TenantAddress {
  return {...address, managementAudience: canonical.managementAudience};
}

/** Whether the host differs from the one in the Management API's identifier. */
export function isReachedByCustomDomain({origin, managementAudience}: TenantAddress): boolean {
  return managementAudience !== `${origin}/api/v2/`;
}

/**
 * Reads the Management API's audience as the user gave it: the identifier itself or the tenant's
 * own domain. Undefined for another API's audience.
 */
export function readManagementAudience(given: string): TenantAddress | undefined {
  const {text} = removeWrappings(given);
  if (!/^(?:https?:\/\/)?[^/?#]+(?:\/(?:api\/v2\/?)?)?$/i.test(text)) return undefined;
  const read = readTenantAddress(text);
  return read.kind === 'ok' ? read.address : undefined;
}

/** The tenant's own domain, if the address is a custom domain. */
export function ownDomainOf(address: TenantAddress): {readonly ownDomain?: string} {
  return isReachedByCustomDomain(address)
    ? {ownDomain: new URL(address.managementAudience).host}
    : {};
}

/** Explains which domain is which; empty if there is only one. */
export function customDomainNotes({
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

/** `https://https://acme…`: a prefix before a full URL. Uses https if either scheme does. */
function removeSecondScheme(text: string): string | undefined {
  const [, schemes = '', rest = ''] = /^((?:https?:\/\/){2,8})(.*)$/i.exec(text) ?? [];
  if (schemes === '') return undefined;
  return `${/https/i.test(schemes) ? 'https' : 'http'}://${rest}`;
}

/** Tenant names have no underscores, braces or capitals, so a template's name can be recognized. */
function isTemplateName(typed: string): boolean {
  const host = stripScheme(typed);
  const name = /^(.+?)(?:\.(?:[a-z]{2}|\{[^}]*\}|<[^>]*>))?\.auth0\.com$/i.exec(host)?.[1] ?? host;
  return isPlaceholder(host) || (name !== host && isPlaceholder(name) && !/^x+$|^-+$/i.test(name));
}

function stripScheme(typed: string): string {
  return typed.replace(/^https?:\/\//i, '').replace(/\/+$/, '');
}

function invalidReason(typed: string): string {
  if (typed.includes('@')) return 'A domain doesn’t contain an @.';
  if (looksSecret(stripScheme(typed))) return 'It looks like a Client Secret or a token.';
  if (/^[a-z0-9-]+$/i.test(typed)) {
    return `It should look like ${typed.toLowerCase().slice(0, 63)}.eu.auth0.com.`;
  }
  return 'A domain contains only letters, digits, hyphens and dots.';
}

/**
 * Strict where `URL` is lenient: `URL` drops tabs, reads `\` as `/` and `user@` as a user name, so
 * the host that the user reads and the one that requests go to could differ.
 */
function parseUrl(typed: string): URL | undefined {
  const parts = /^(?:(https?):\/\/)?([^/?#]+)([/?#].*)?$/i.exec(typed);
  const [, scheme = 'https', authority = '', rest = ''] = parts ?? [];
  const host = authority.toLowerCase().replace(/\.(?=:\d+$|$)/, '');
  // Non-ASCII letters can pass for others, so such names are refused, in Punycode too.
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

/** `https://manage.auth0.com/dashboard/eu/acme/apis` belongs to the tenant acme.eu.auth0.com. */
function parseDashboardUrl({pathname}: URL): URL | undefined {
  const [, region, name] = /^\/dashboard\/([a-z0-9-]+)\/([a-z0-9-]+)/i.exec(pathname) ?? [];
  return region === undefined || name === undefined
    ? undefined
    : parseUrl(`${name}.${region}.auth0.com`);
}

/** Recognizes what is nearly a tenant's domain: `acme.eu`, `acme.eu.auth0`, `acme.eu.autho.com`. */
function suggestTenant(hostname: string): string | undefined {
  const [name = '', ...rest] = hostname.split('.');
  const end = rest.join('.');
  if (/^(?:us|eu|au|ca|jp|uk)$/.test(end)) return `${name}.${end}.auth0.com`;
  const [, region = '', site = ''] = /^((?:us|eu|au|ca|jp|uk)\.)?(.+)$/.exec(end) ?? [];
  const near = site.length < 4 ? undefined : nearest(site, ['auth0.com', 'auth0']);
  return near === undefined ? undefined : `${name}.${region}auth0.com`;
}

/** A same-named tenant's domains in other regions; empty outside auth0.com. */
export function otherRegionsOf(host: string): readonly string[] {
  const [, name, region] = /^([^.]+)(?:\.([^.]+))?\.auth0\.com$/.exec(host) ?? [];
  if (name === undefined) return [];
  const us = `${name}.us.auth0.com`;
  const old = `${name}.auth0.com`;
  if (region === undefined) return [us, `${name}.eu.auth0.com`];
  return region === 'us' ? [old, `${name}.eu.auth0.com`] : [us, old];
}

function createAddress(
  {protocol, host, hostname}: URL,
  kind: TenantAddress['kind'],
): TenantAddress {
  const origin = `${protocol}//${host}`;
  // Early tenants have no region in their domain: `acme.auth0.com` is in the US.
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

/** Whether a `URL` hostname is this machine, where emulators run over plain HTTP. */
export function isLoopback(hostname: string): boolean {
  return /^(?:localhost|\[::1\]|127\.\d+\.\d+\.\d+)$/.test(hostname);
}
