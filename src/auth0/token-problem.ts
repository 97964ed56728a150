import * as v from 'valibot';
import {Problem, type ProblemCode} from '../model/errors.js';
import {otherRegionsOf} from '../model/tenant-address.js';
import {visible} from '../text/escape.js';
import type {TenantAddress} from './address.js';
import type {Answer, Ask} from './ask.js';
import {blockedToken, deniedByAction} from './blocked-token.js';
import {notAuth0} from './foreign-answer.js';
import {refusedForNow, tenantError} from './management-problem.js';
import {quoted} from './quoted.js';
import {endInWords, isQuota, quotaIn, toldWait, waitInWords} from './rate-limit.js';
import {isTenantInTrouble} from './retry.js';
import {secretsSentIn} from './sent-secrets.js';

/** https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
const errorBody = v.object({
  error: v.string(),
  error_description: v.fallback(v.string(), ''),
});

interface Said {
  readonly host: string;
  readonly audience: string;
  readonly text: string;
  readonly proof: 'secret' | 'private-key';
  /** Domains that a tenant of this name may have instead. */
  readonly elsewhere: readonly string[];
}

interface Meant {
  readonly when: (error: string, text: string, status: number) => boolean;
  readonly code: ProblemCode;
  readonly message: (said: Said) => string;
  readonly hint: string | ((said: Said) => string);
}

/**
 * In this order. The wording has changed three times already, and a wrong secret is told by
 * `access_denied` or `invalid_client`: only stable parts of the sentences are looked for.
 */
const meanings: readonly Meant[] = [
  {
    when: (_, text) => text.includes('client-grant'),
    code: 'not_authorized',
    message: ({host, audience}) => `The application is not authorized for ${audience} at ${host}.`,
    hint: 'Authorize it in the Dashboard: Applications → APIs → the API → Machine to Machine Applications.',
  },
  {
    when: (_, text) => text.includes('Service not enabled within domain'),
    code: 'not_found',
    message: ({host, audience}) => `${host} has no API with the identifier ${audience}.`,
    hint: 'Identifiers are compared to the letter: a slash at the end makes another one.',
  },
  {
    when: (_, text) => text.includes('has not been granted scopes'),
    code: 'not_authorized',
    message: ({host, text}) => `${host} grants less than was asked for: ${text}`,
    hint: 'Give the application these permissions for the API: `timesheets-setup apply` does.',
  },
  {
    when: (error, text) => error === 'unauthorized_client' || text.includes('Grant type'),
    code: 'not_authorized',
    message: ({text}) => `The application may not get tokens by itself: ${text}`,
    hint: 'It has to be machine-to-machine, with the grant type client_credentials.',
  },
  {
    when: (error, text, status) =>
      error === 'invalid_client' ||
      status === 401 ||
      (error === 'access_denied' && /^(?:unauthorized)?$/i.test(text)),
    code: 'wrong_credentials',
    message: ({host, proof, text}) =>
      proof === 'secret'
        ? `${host} does not know this client id with this secret.`
        : `Auth0 refused this Client ID with this private key at ${host}${text === '' ? '.' : `: ${text}`}`,
    hint: ({proof, elsewhere}) =>
      proof === 'secret'
        ? `Copy both anew from the application’s settings in the Dashboard, and check the domain${elsewhere.length === 0 ? '' : `: yours may be ${elsewhere.join(' or ')}`}.`
        : 'The application needs the authentication method Private Key JWT, the public key that belongs to this private key, and the same algorithm: see its Credentials tab in the Dashboard.',
  },
  {
    when: (error, text) =>
      error === 'access_denied' && text.includes('is not authorized to access'),
    code: 'not_authorized',
    message: ({host, text}) =>
      `${host} gives the application no token${text === '' ? '.' : `: ${text}`}`,
    hint: 'The API may let no application in: check its settings in the Dashboard. The tenant’s log (Monitoring → Logs) has more.',
  },
];

/** What a refused token request means. */
export function tokenProblem(
  {domain: host}: TenantAddress,
  ask: Ask,
  answer: Answer,
  asked: {readonly audience: string; readonly proof?: 'secret' | 'private-key'},
): Problem {
  const {status} = answer;
  if (status === 429) return quotaProblem(host, answer) ?? refusedForNow(host, answer);
  const parsed = v.safeParse(errorBody, answer.json);
  const description = parsed.success ? parsed.output.error_description : '';
  const secrets = secretsSentIn(ask);
  const text = quoted(description, secrets);
  if (isTenantInTrouble(answer)) return tenantError(ask, answer, text);
  if (!parsed.success) return notAuth0(ask, 'JSON of another kind', 'none', status);
  const {error} = parsed.output;
  if (error === 'too_many_requests') return refusedForNow(host, answer);
  const refused = {
    host,
    audience: visible(asked.audience),
    error: quoted(error, secrets),
    text,
    status,
  };
  const blocked = blockedToken(refused);
  const meant = meanings.find(({when}) => when(error, text, status));
  const block = blocked ?? (meant === undefined ? deniedByAction(refused) : undefined);
  if (block !== undefined) {
    return new Problem(block.code, {message: block.message(refused), hint: block.hint, status});
  }
  const said = {
    host,
    audience: visible(asked.audience),
    text,
    proof: asked.proof ?? 'secret',
    elsewhere: otherRegionsOf(host),
  };
  const hint = meant?.hint ?? 'The tenant’s log in the Dashboard (Monitoring → Logs) may say more.';
  return new Problem(meant?.code ?? 'refused', {
    message:
      meant?.message(said) ??
      `${host} refused POST /oauth/token: ${text || quoted(error, secrets)}`,
    hint: typeof hint === 'string' ? hint : hint(said),
    status,
  });
}

/** The application's own quota of tokens is used up: waiting that out takes up to a day. */
function quotaProblem(host: string, answer: Answer): Problem | undefined {
  if (!isQuota(answer)) return undefined;
  const wait = toldWait(answer.headers, Date.now());
  const quota = quotaIn(answer.headers);
  const size = quota === undefined ? '' : ` of ${quota}`;
  const again =
    wait === undefined
      ? ''
      : ` Auth0 issues the next one in ${waitInWords(wait)} (${endInWords(wait, Date.now())}).`;
  return new Problem('token_quota_exhausted', {
    message: `The application has used up its token quota${size} at ${host}.${again}`,
    hint: 'Reuse each token until it expires. The quota is in the Dashboard, in the settings of the application, its organization or the tenant.',
    status: answer.status,
  });
}
