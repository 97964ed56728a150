import {Problem} from '../engine/problem.js';
import type {AnswerHeaders} from './one-request.js';
import {quoted} from './quoted.js';

interface Asked {
  readonly method: string;
  readonly url: URL;
}

/** `GET /api/v2/clients at acme.eu.auth0.com`, without what was asked for in the query. */
export function nameOf({method, url}: Asked): string {
  return `${method} ${url.pathname} at ${url.host}`;
}

/** An answer that did not come from Auth0: a captive portal, a proxy, a server of another kind. */
export function notAuth0(
  asked: Asked,
  what: string,
  effect: 'none' | 'unknown',
  status?: number,
): Problem {
  const answered = status === undefined ? '' : ` (${status})`;
  return new Problem('not_auth0', {
    message: `${nameOf(asked)} was answered with ${what}${answered}, not by Auth0.`,
    hint: 'A proxy or the log-in page of this network may be in between: open a browser and look. Check the domain too.',
    effect,
    ...(status !== undefined && {status}),
  });
}

/** What came, in a few words: a page by its title, without the secrets that were sent. */
export function titleOf(text: string, headers: AnswerHeaders, secrets: readonly string[]): string {
  if (text.trim() === '') return 'an empty answer';
  const [, title = ''] = /<title[^>]*>([^<]*)<\/title>/i.exec(text) ?? [];
  if (title.trim() !== '') return `the web page “${quoted(title, secrets).slice(0, 80)}”`;
  if (/^\s*</.test(text) || headers.get('content-type')?.includes('html')) return 'a web page';
  return /^\s*[[{]/.test(text) ? 'JSON that breaks off' : 'text that is no JSON';
}
