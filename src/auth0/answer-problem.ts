import * as v from 'valibot';
import {Problem, type ProblemInit} from '../engine/problem.js';
import {visible} from '../engine/visible.js';

const managementBody = v.object({
  message: v.optional(v.string(), ''),
  errorCode: v.optional(v.string()),
});

const oauthBody = v.object({
  error: v.string(),
  error_description: v.optional(v.string(), ''),
});

/** How Auth0 says that a permission is missing; entitlements may carry the same code. */
const insufficientScope = /^Insufficient scope[,;] expected any of: ?(.*)$/;

export interface Answer {
  readonly host: string;
  /** `GET /api/v2/clients` */
  readonly request: string;
  readonly status: number;
  readonly body: unknown;
  /** Whether the request would have changed something. */
  readonly writes: 'writes' | 'reads';
}

/** What an answer of the Management API that is no success means: its section 9. */
export function managementProblem(answer: Answer): Problem {
  const {host, request, status} = answer;
  const parsed = v.safeParse(managementBody, answer.body);
  const text = quoted(parsed.success ? parsed.output.message : '');
  const errorCode = parsed.success ? parsed.output.errorCode : undefined;
  const told = (init: Omit<ProblemInit, 'status'>): ProblemInit => ({...init, status});

  switch (status) {
    case 401:
      return unauthorized(host, text, status);
    case 403:
      return forbidden(host, text, errorCode, status);
    case 404:
      return new Problem(
        'not_found',
        told({
          message: `${host} has no such object any more: ${text}`,
          hint: 'Somebody may have removed it meanwhile: look again with `timesheets-setup check`.',
        }),
      );
    case 409:
      return new Problem(
        'conflict',
        told({
          message: `${host} has it already: ${text}`,
          hint: 'Somebody may have made it meanwhile: run the program again, it takes over what is there.',
        }),
      );
    case 429:
      return new Problem(
        'rate_limited',
        told({
          message: `${host} takes no more requests for the moment: ${text}`,
          hint: 'Wait a minute, then run the program again: it goes on where it was.',
        }),
      );
    default:
      if (status >= 500 || status === 408) return serverProblem(answer, text);
      return new Problem(
        'refused',
        told({
          message: `${host} refused ${request}: ${text}`,
          hint: 'Auth0 says above what it does not accept. Nothing was changed by this request.',
        }),
      );
  }
}

export function serverProblem({host, request, status, writes}: Answer, text: string): Problem {
  return new Problem('tenant_error', {
    message: `${host} answered ${request} with an error of its own (${status})${text === '' ? '' : `: ${text}`}`,
    hint: 'Try again; if it stays like this, look at https://status.auth0.com.',
    effect: writes === 'writes' ? 'unknown' : 'none',
    status,
  });
}

function unauthorized(host: string, text: string, status: number): Problem {
  if (/expired/i.test(text)) {
    return new Problem('expired_token', {
      message: `The token for ${host} has expired.`,
      hint: 'Get a new one, or sign in with a client id and secret, which fetch their own.',
      status,
    });
  }
  if (/audience/i.test(text)) {
    return new Problem('foreign_token', {
      message: `${host} takes no token that is for another API: ${text}`,
      hint: `The token’s audience has to be https://${host}/api/v2/.`,
      status,
    });
  }
  return new Problem('invalid_token', {
    message: `${host} does not accept the token: ${text}`,
    hint: 'Get a new token for this tenant’s Management API, or sign in with a client id and secret.',
    status,
  });
}

function forbidden(
  host: string,
  text: string,
  errorCode: string | undefined,
  status: number,
): Problem {
  const permissions = insufficientScope
    .exec(text)?.[1]
    ?.split(/,\s*/)
    .filter(name => name !== '');
  if (permissions !== undefined) {
    return new Problem('missing_permissions', {
      message: `The token may not do this at ${host}: it lacks ${permissions.join(' or ')}.`,
      hint: 'Add the permission to the application that you sign in with, in the Dashboard under Applications → APIs → Auth0 Management API → Machine to Machine Applications; then try again.',
      permissions,
      status,
    });
  }
  if (errorCode === 'too_many_entities' || /limit of entities/i.test(text)) {
    return new Problem('entity_limit', {
      message: `${host} has no room for another one: ${text}`,
      hint: 'Remove what is no longer used in the Dashboard (left-over test applications count), or upgrade the plan.',
      status,
    });
  }
  if (errorCode === 'insufficient_entitlement' || /upgrade your subscription/i.test(text)) {
    return new Problem('not_in_plan', {
      message: `The plan of ${host} does not include this: ${text}`,
      hint: 'Choose another value (RS256 is in every plan), or upgrade the subscription.',
      status,
    });
  }
  return new Problem('refused', {
    message: `${host} forbids it: ${text}`,
    hint: 'Auth0 says above why. Nothing was changed by this request.',
    status,
  });
}

/** What a refused token request means. The wording has changed three times: only parts are matched. */
export function tokenProblem(
  {host, status, body, request, writes}: Answer,
  audience: string,
): Problem {
  const parsed = v.safeParse(oauthBody, body);
  if (status >= 500) return serverProblem({host, status, body, request, writes}, '');
  if (!parsed.success) return managementProblem({host, status, body, request, writes});
  const {error} = parsed.output;
  const text = quoted(parsed.output.error_description);
  if (status === 429 || error === 'too_many_requests') {
    return new Problem('rate_limited', {
      message: `${host} gives no more tokens for the moment: ${text}`,
      hint: 'Wait a minute, then try again.',
      status,
    });
  }
  if (text.includes('client-grant')) {
    return new Problem('not_authorized', {
      message: `The application is not authorised for ${audience} at ${host}.`,
      hint: 'Authorise it in the Dashboard: Applications → APIs → the API → Machine to Machine Applications.',
      status,
    });
  }
  if (text.includes('Service not enabled within domain')) {
    return new Problem('not_found', {
      message: `${host} has no API with the identifier ${audience}.`,
      hint: 'Identifiers are compared to the letter: a slash at the end makes another one.',
      status,
    });
  }
  if (text.includes('has not been granted scopes')) {
    return new Problem('not_authorized', {
      message: `${host} grants less than was asked for: ${text}`,
      hint: 'Give the application these permissions for the API: `timesheets-setup apply` does.',
      status,
    });
  }
  if (error === 'unauthorized_client' || text.includes('Grant type')) {
    return new Problem('not_authorized', {
      message: `The application may not get tokens by itself: ${text}`,
      hint: 'It has to be machine-to-machine, with the grant type client_credentials.',
      status,
    });
  }
  if (error === 'invalid_client' || (error === 'access_denied' && /^unauthorized$/i.test(text))) {
    return new Problem('wrong_credentials', {
      message: `${host} does not know this client id with this secret.`,
      hint: 'Copy both anew from the application’s settings in the Dashboard, and check the domain.',
      status,
    });
  }
  return new Problem('not_authorized', {
    message: `${host} gives no token: ${text === '' ? error : text}`,
    hint: 'Auth0 says above why.',
    status,
  });
}

/** Auth0's own words, in one line and with nothing unseen in them. */
function quoted(text: string): string {
  return visible(text.replaceAll(/\s+/g, ' ').trim()).slice(0, 300);
}
