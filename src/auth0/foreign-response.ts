import {Problem} from '../model/errors.js';
import {otherRegionsOf} from '../model/tenant-address.js';
import type {RequestInfo, ResponseHeaders} from './raw-request.js';
import {quoteText} from './redact.js';

/** `GET /api/v2/clients at acme.eu.auth0.com`, without the query. */
export function describeRequest({method, url}: RequestInfo): string {
  return `${method} ${url.pathname} at ${url.host}`;
}

/** The response came from another server: a captive portal, a proxy, another service. */
export function notAuth0Problem(
  request: RequestInfo,
  what: string,
  effect: 'none' | 'unknown',
  status?: number,
): Problem {
  const statusSuffix = status === undefined ? '' : ` (${status})`;
  return new Problem('not_auth0', {
    message: `The response to ${describeRequest(request)} is not from Auth0. It is ${what}${statusSuffix}.`,
    hint: 'A proxy or a network login page may have answered instead. Open a web page in your browser to see, and check the domain.',
    effect,
    ...(status !== undefined && {status}),
  });
}

/** Auth0 answers 404 in plain text if no tenant has the host's name. */
export function isTenantNotFound(status: number, text: string): boolean {
  return status === 404 && /^not found\.?$/i.test(text.trim());
}

export function tenantNotFoundProblem({url: {host}}: RequestInfo, status: number): Problem {
  const otherRegions = otherRegionsOf(host);
  return new Problem('no_tenant', {
    message:
      otherRegions.length === 0
        ? `No Auth0 tenant exists at ${host} (${status}).`
        : `No tenant has this name in this region: ${host} (${status}).`,
    hint:
      otherRegions.length === 0
        ? 'Check the domain in the Dashboard: Applications → any application → Settings.'
        : `Yours may be ${otherRegions.join(' or ')}. Also check the name for typos.`,
    status,
  });
}

/** Describes a response in a few words, a web page by its title. `secrets` are masked. */
export function describeResponse(
  text: string,
  headers: ResponseHeaders,
  secrets: readonly string[],
): string {
  if (text.trim() === '') return 'an empty response';
  const title = quoteText(readTitle(text), secrets);
  if (title !== '') return `the web page “${title.slice(0, 80)}”`;
  const [first = ''] = text.trimStart();
  if (first === '<' || headers.get('content-type')?.includes('html')) return 'a web page';
  return first === '[' || first === '{' ? 'JSON that is cut off' : 'text that is not JSON';
}

/**
 * Reads the first title only, without a pattern: one that backtracks would take hours on a page
 * full of `<title`.
 */
function readTitle(text: string): string {
  const tag = text.search(/<title[\s>]/i);
  if (tag < 0) return '';
  const start = text.indexOf('>', tag) + 1;
  const end = start === 0 ? -1 : text.indexOf('<', start);
  return end < 0 ? '' : text.slice(start, end);
}
