import * as v from 'valibot';
import {Problem, type ProblemCode} from '../model/errors.js';
import {expiredTokenProblem} from './access-token.js';
import type {TenantAddress} from './address.js';
import {effectWithoutResponse} from './exchange.js';
import {describeRequest, describeResponse} from './foreign-response.js';
import type {HttpRequest, HttpResponse} from './raw-request.js';
import {collectSentSecrets, quoteText} from './redact.js';
import {formatWait, formatWaitEnd, retryAfterMs} from './retry.js';

/** Auth0 may change its messages at any time and leave out `errorCode`. */
const errorBody = v.object({
  message: v.fallback(v.string(), ''),
  errorCode: v.fallback(v.optional(v.string()), undefined),
});

/**
 * The message is the only reliable sign of a missing permission: a feature that the plan lacks may
 * have the same `errorCode`.
 */
const insufficientScope = /^Insufficient scope[,;] expected any of: (.+)$/;

/** Maps an error response of the Management API to a `Problem`. */
export function managementProblem(
  address: TenantAddress,
  request: HttpRequest,
  response: HttpResponse,
): Problem {
  const {status} = response;
  const {domain} = address;
  const {message, errorCode} = v.parse(v.fallback(errorBody, {message: ''}), response.json);
  const text = quoteText(message, collectSentSecrets(request));
  const makeProblem = (
    code: ProblemCode,
    sentence: string,
    hint: string,
    permissions?: readonly string[],
  ) =>
    new Problem(code, {
      message: sentence,
      hint,
      status,
      ...(permissions !== undefined && {permissions}),
    });
  const reason = text === '' ? '.' : `: ${text}`;

  switch (status) {
    case 401:
      return unauthorizedProblem(address, status, text);
    case 403:
      return forbiddenProblem(request, domain, text, errorCode, makeProblem);
    case 404:
      return makeProblem(
        'not_found',
        `Auth0 found no object for ${describeRequest(request)}${reason}`,
        'Someone may have deleted it. Run `timesheets-setup check` to see the current state.',
      );
    case 409:
      return makeProblem(
        'conflict',
        `${describeRequest(request)}: this object already exists${reason}`,
        'Someone may have just created it. Run this tool again, and it will use the existing object.',
      );
    case 429:
      return rateLimitResponseProblem(domain, response);
    default:
      if (status >= 500 || status === 408) return tenantError(request, response, text);
      if (refusesPs256(request, text)) return notInPlanProblem(domain, text, makeProblem);
      return makeProblem(
        'refused',
        `Auth0 refused ${describeRequest(request)}${reason}`,
        'This request changed nothing. The tenant’s log may have details: Dashboard → Monitoring → Logs.',
      );
  }
}

type MakeProblem = (
  code: ProblemCode,
  message: string,
  hint: string,
  permissions?: readonly string[],
) => Problem;

function unauthorizedProblem(address: TenantAddress, status: number, text: string): Problem {
  const {domain, managementAudience} = address;
  if (/expired/i.test(text)) return expiredTokenProblem(address);
  const foreign = /audience/i.test(text);
  return new Problem(foreign ? 'foreign_token' : 'invalid_token', {
    message: `${domain} does not accept the token${text === '' ? '.' : `: ${text}`}`,
    hint: foreign
      ? `The token’s audience must be ${managementAudience}`
      : `${/signature/i.test(text) ? 'The end of the token may be missing: copy the whole token again.' : 'Get a new token for this tenant’s Management API.'} Or sign in with a Client ID and Client Secret.`,
    status,
  });
}

function forbiddenProblem(
  request: HttpRequest,
  domain: string,
  text: string,
  errorCode: string | undefined,
  makeProblem: MakeProblem,
): Problem {
  const list = insufficientScope.exec(text)?.[1];
  if (list !== undefined) {
    const permissions = list.split(/[\s,]+/).filter(name => name !== '');
    return makeProblem(
      'missing_permissions',
      `The token is missing a permission at ${domain}: ${permissions.join(' or ')}.`,
      'Add it to the application that you sign in with: Dashboard → Applications → APIs → Auth0 Management API → Machine to Machine Applications. Then sign in again.',
      permissions,
    );
  }
  if (errorCode === 'too_many_entities' || /limit of entities/i.test(text)) {
    return makeProblem(
      'entity_limit',
      `${domain} has reached its limit: ${text}`,
      'In the Dashboard, delete what you no longer use (test applications count too), or upgrade the plan.',
    );
  }
  if (
    errorCode === 'insufficient_entitlement' ||
    /upgrade your subscription/i.test(text) ||
    refusesPs256(request, text)
  ) {
    return notInPlanProblem(domain, text, makeProblem);
  }
  return makeProblem(
    'refused',
    `Auth0 does not allow ${describeRequest(request)}${text === '' ? '.' : `: ${text}`}`,
    'This request changed nothing. The tenant’s log may have details: Dashboard → Monitoring → Logs.',
  );
}

/**
 * Tenants without PS256 refuse it with different messages, so a match on the text is needed: a
 * request that asks for PS256 may also be refused for another reason.
 */
function refusesPs256({body}: HttpRequest, text: string): boolean {
  const requestsPs256 = /"signing_alg"\s*:\s*"PS256"/.test(body ?? '');
  return requestsPs256 && (text === '' || /signing_alg|PS256|algorithm/i.test(text));
}

function notInPlanProblem(domain: string, text: string, makeProblem: MakeProblem): Problem {
  return makeProblem(
    'not_in_plan',
    `The plan of ${domain} does not include this${text === '' ? '.' : `: ${text}`}`,
    'Choose another value (RS256 is included in every plan), or upgrade the subscription.',
  );
}

/** A 429 after the last retry. */
export function rateLimitResponseProblem(domain: string, {status, headers}: HttpResponse): Problem {
  const waitMs = retryAfterMs(headers, Date.now());
  return rateLimitProblem(domain, {status, ...(waitMs !== undefined && {waitMs})});
}

/** `waitMs`: milliseconds until Auth0 accepts requests again, if it said so. */
export function rateLimitProblem(
  domain: string,
  {waitMs, status}: {readonly waitMs?: number; readonly status?: number},
): Problem {
  const retrySentence = waitMs === undefined ? '' : ` Try again in ${formatWait(waitMs)}.`;
  const when = waitMs === undefined ? 'in a minute' : formatWaitEnd(waitMs, Date.now());
  return new Problem('rate_limited', {
    message: `Auth0 is rate limiting this tenant${status === undefined ? '' : ` (${status})`}.${retrySentence}`,
    hint: `Run this tool again ${when}. It continues where it stopped. Other tools that use ${domain} count toward the same limit.`,
    ...(status !== undefined && {status}),
  });
}

export function tenantError(request: HttpRequest, response: HttpResponse, text: string): Problem {
  const page =
    response.json === undefined
      ? describeResponse(response.text, response.headers, collectSentSecrets(request))
      : text;
  return new Problem('tenant_error', {
    message: `${describeRequest(request)} failed on Auth0’s side (${response.status})${page === '' ? '.' : `: ${page}`}`,
    hint: 'Try again. If it keeps failing, check https://status.auth0.com.',
    effect: effectWithoutResponse(request),
    status: response.status,
  });
}
