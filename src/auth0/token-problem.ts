import * as v from 'valibot';
import {Problem, type ProblemCode} from '../model/errors.js';
import {otherRegionsOf} from '../model/tenant-address.js';
import {visible} from '../text/escape.js';
import type {TenantAddress} from './address.js';
import {blockedToken, deniedByAction} from './blocked-token.js';
import {notAuth0} from './foreign-answer.js';
import type {HttpRequest, HttpResponse} from './http-message.js';
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
  /** The same tenant name in Auth0's other regions. */
  readonly elsewhere: readonly string[];
}

interface Meant {
  readonly when: (error: string, text: string, status: number) => boolean;
  readonly code: ProblemCode;
  readonly message: (said: Said) => string;
  readonly hint: string | ((said: Said) => string);
}

/**
 * The first match wins. Auth0 has changed the wording three times and reports a wrong secret as
 * `access_denied` or as `invalid_client`, so only stable parts of the messages are matched.
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
    hint: 'Identifiers must match exactly, including a slash at the end.',
  },
  {
    when: (_, text) => text.includes('has not been granted scopes'),
    code: 'not_authorized',
    message: ({host, text}) =>
      `Auth0 does not grant all the requested permissions at ${host}: ${text}`,
    hint: 'Run `timesheets-setup apply` to grant the application these permissions for the API.',
  },
  {
    when: (error, text) => error === 'unauthorized_client' || text.includes('Grant type'),
    code: 'not_authorized',
    message: ({text}) => `The application is not allowed to use client credentials: ${text}`,
    hint: 'Make it a Machine to Machine application with the grant type Client Credentials: Dashboard → Applications → the application → Settings → Advanced Settings → Grant Types.',
  },
  {
    when: (error, text, status) =>
      error === 'invalid_client' ||
      status === 401 ||
      (error === 'access_denied' && /^(?:unauthorized)?$/i.test(text)),
    code: 'wrong_credentials',
    message: ({host, proof, text}) =>
      proof === 'secret'
        ? `The Client ID or Client Secret is wrong for ${host}.`
        : `Auth0 refused this Client ID with this private key at ${host}${text === '' ? '.' : `: ${text}`}`,
    hint: ({proof, elsewhere}) =>
      proof === 'secret'
        ? `Copy both again from the application’s Settings in the Dashboard, and check the domain${elsewhere.length === 0 ? '' : `: yours may be ${elsewhere.join(' or ')}`}.`
        : 'Check the application’s Credentials tab in the Dashboard: it needs the method Private Key JWT, the public key that belongs to this private key, and the same algorithm.',
  },
  {
    when: (error, text) =>
      error === 'access_denied' && text.includes('is not authorized to access'),
    code: 'not_authorized',
    message: ({host, text}) =>
      `Auth0 refused a token for the application at ${host}${text === '' ? '.' : `: ${text}`}`,
    hint: 'The API may not allow any applications: check its settings in the Dashboard. For details, see the tenant’s log (Monitoring → Logs).',
  },
];

/** Maps a refused token request to a `Problem`. */
export function tokenProblem(
  {domain: host}: TenantAddress,
  request: HttpRequest,
  answer: HttpResponse,
  asked: {readonly audience: string; readonly proof?: 'secret' | 'private-key'},
): Problem {
  const {status} = answer;
  if (status === 429) return quotaProblem(host, answer) ?? refusedForNow(host, answer);
  const parsed = v.safeParse(errorBody, answer.json);
  const description = parsed.success ? parsed.output.error_description : '';
  const secrets = secretsSentIn(request);
  const text = quoted(description, secrets);
  if (isTenantInTrouble(answer)) return tenantError(request, answer, text);
  if (!parsed.success) return notAuth0(request, 'unexpected JSON', 'none', status);
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
  const hint = meant?.hint ?? 'The tenant’s log may have details: Dashboard → Monitoring → Logs.';
  return new Problem(meant?.code ?? 'refused', {
    message:
      meant?.message(said) ??
      `Auth0 refused POST /oauth/token at ${host}: ${text || quoted(error, secrets)}`,
    hint: typeof hint === 'string' ? hint : hint(said),
    status,
  });
}

/** The application's token quota is used up. It is not retried, because a reset may take a day. */
function quotaProblem(host: string, answer: HttpResponse): Problem | undefined {
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
    hint: 'Reuse each token until it expires. The quota is set in the Dashboard, on the application, its organization or the tenant.',
    status: answer.status,
  });
}
