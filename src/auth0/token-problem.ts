import * as v from 'valibot';
import {Problem, type ProblemCode} from '../model/errors.js';
import {otherRegionsOf} from '../model/tenant-address.js';
import {visible} from '../text/escape.js';
import type {TenantAddress} from './address.js';
import {findActionDenial, findBlockingSetting} from './blocked-token.js';
import {notAuth0Problem} from './foreign-response.js';
import {rateLimitResponseProblem, tenantError} from './management-problem.js';
import type {HttpRequest, HttpResponse} from './raw-request.js';
import {collectSentSecrets, quoteText} from './redact.js';
import {
  describeExhaustedQuota,
  formatWait,
  formatWaitEnd,
  isAuth0Failure,
  isTokenQuotaError,
  retryAfterMs,
} from './retry.js';

/** https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
const errorBody = v.object({
  error: v.string(),
  error_description: v.fallback(v.string(), ''),
});

interface ProblemContext {
  readonly host: string;
  readonly audience: string;
  readonly text: string;
  readonly authMethod: 'secret' | 'private-key';
  /** The same tenant name in Auth0's other regions. */
  readonly otherRegions: readonly string[];
}

interface ProblemRule {
  readonly matches: (error: string, text: string, status: number) => boolean;
  readonly code: ProblemCode;
  readonly message: (context: ProblemContext) => string;
  readonly hint: string | ((context: ProblemContext) => string);
}

/**
 * The first match wins. Auth0 has changed the wording three times and reports a wrong secret as
 * `access_denied` or as `invalid_client`, so only stable parts of the messages are matched.
 */
const problemRules: readonly ProblemRule[] = [
  {
    matches: (_, text) => text.includes('client-grant'),
    code: 'not_authorized',
    message: ({host, audience}) => `The application is not authorized for ${audience} at ${host}.`,
    hint: 'Authorize it in the Dashboard: Applications → APIs → the API → Machine to Machine Applications.',
  },
  {
    matches: (_, text) => text.includes('Service not enabled within domain'),
    code: 'not_found',
    message: ({host, audience}) => `${host} has no API with the identifier ${audience}.`,
    hint: 'Identifiers must match exactly, including a slash at the end.',
  },
  {
    matches: (_, text) => text.includes('has not been granted scopes'),
    code: 'not_authorized',
    message: ({host, text}) =>
      `Auth0 does not grant all the requested permissions at ${host}: ${text}`,
    hint: 'Run `timesheets-setup apply` to grant the application these permissions for the API.',
  },
  {
    matches: (error, text) => error === 'unauthorized_client' || text.includes('Grant type'),
    code: 'not_authorized',
    message: ({text}) => `The application is not allowed to use client credentials: ${text}`,
    hint: 'Make it a Machine to Machine application with the grant type Client Credentials: Dashboard → Applications → the application → Settings → Advanced Settings → Grant Types.',
  },
  {
    matches: (error, text, status) =>
      error === 'invalid_client' ||
      status === 401 ||
      (error === 'access_denied' && /^(?:unauthorized)?$/i.test(text)),
    code: 'wrong_credentials',
    message: ({host, authMethod, text}) =>
      authMethod === 'secret'
        ? `The Client ID or Client Secret is wrong for ${host}.`
        : `Auth0 refused this Client ID with this private key at ${host}${text === '' ? '.' : `: ${text}`}`,
    hint: ({authMethod, otherRegions}) =>
      authMethod === 'secret'
        ? `Copy both again from the application’s Settings in the Dashboard, and check the domain${otherRegions.length === 0 ? '' : `: yours may be ${otherRegions.join(' or ')}`}.`
        : 'Check the application’s Credentials tab in the Dashboard: it needs the method Private Key JWT, the public key that belongs to this private key, and the same algorithm.',
  },
  {
    matches: (error, text) =>
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
  response: HttpResponse,
  tokenRequest: {readonly audience: string; readonly authMethod?: 'secret' | 'private-key'},
): Problem {
  const {status} = response;
  if (status === 429)
    return quotaProblem(host, response) ?? rateLimitResponseProblem(host, response);
  const parsed = v.safeParse(errorBody, response.json);
  const description = parsed.success ? parsed.output.error_description : '';
  const secrets = collectSentSecrets(request);
  const text = quoteText(description, secrets);
  if (isAuth0Failure(response)) return tenantError(request, response, text);
  if (!parsed.success) return notAuth0Problem(request, 'unexpected JSON', 'none', status);
  const {error} = parsed.output;
  if (error === 'too_many_requests') return rateLimitResponseProblem(host, response);
  const refusal = {
    host,
    audience: visible(tokenRequest.audience),
    error: quoteText(error, secrets),
    text,
    status,
  };
  const blockingSetting = findBlockingSetting(refusal);
  const rule = problemRules.find(({matches}) => matches(error, text, status));
  const blockRule = blockingSetting ?? (rule === undefined ? findActionDenial(refusal) : undefined);
  if (blockRule !== undefined) {
    return new Problem(blockRule.code, {
      message: blockRule.message(refusal),
      hint: blockRule.hint,
      status,
    });
  }
  const context = {
    host,
    audience: visible(tokenRequest.audience),
    text,
    authMethod: tokenRequest.authMethod ?? 'secret',
    otherRegions: otherRegionsOf(host),
  };
  const hint = rule?.hint ?? 'The tenant’s log may have details: Dashboard → Monitoring → Logs.';
  return new Problem(rule?.code ?? 'refused', {
    message:
      rule?.message(context) ??
      `Auth0 refused POST /oauth/token at ${host}: ${text || quoteText(error, secrets)}`,
    hint: typeof hint === 'string' ? hint : hint(context),
    status,
  });
}

/** The application's token quota is used up. It is not retried, because a reset may take a day. */
function quotaProblem(host: string, response: HttpResponse): Problem | undefined {
  if (!isTokenQuotaError(response)) return undefined;
  const waitMs = retryAfterMs(response.headers, Date.now());
  const quota = describeExhaustedQuota(response.headers);
  const quotaSuffix = quota === undefined ? '' : ` of ${quota}`;
  const retrySentence =
    waitMs === undefined
      ? ''
      : ` Auth0 issues the next one in ${formatWait(waitMs)} (${formatWaitEnd(waitMs, Date.now())}).`;
  return new Problem('token_quota_exhausted', {
    message: `The application has used up its token quota${quotaSuffix} at ${host}.${retrySentence}`,
    hint: 'Reuse each token until it expires. The quota is set in the Dashboard, on the application, its organization or the tenant.',
    status: response.status,
  });
}
