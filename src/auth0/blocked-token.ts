import type {ProblemCode} from '../model/errors.js';

/** What the token endpoint said: its `error`, its words, and whom and what it was asked for. */
interface Refused {
  readonly error: string;
  readonly text: string;
  readonly status: number;
  readonly host: string;
  readonly audience: string;
}

interface Blocked {
  readonly when: (refused: Refused) => boolean;
  readonly code: ProblemCode;
  readonly message: (refused: Refused) => string;
  readonly hint: string;
}

/**
 * Settings of a tenant that keep an application with the right credentials and a grant from its
 * token. Of the sentences only the part is looked for that names the setting.
 */
const settings: readonly Blocked[] = [
  {
    when: ({error}) => error === 'mfa_required',
    code: 'mfa_required',
    message: ({host}) =>
      `${host} requires multifactor authentication for this token, and a job can’t complete it.`,
    hint: 'An Action or a policy in the tenant requires it. Exclude the client credentials flow there: Dashboard → Actions → Library.',
  },
  {
    when: ({error, text}) => isOrganization(error, text) && /\brequire[ds]\b/i.test(text),
    code: 'organization_required',
    message: ({audience}) =>
      `Auth0 issues this application tokens for ${audience} only with an organization.`,
    hint: 'Run `timesheets-setup prove --organization ID`. The job must send the same organization parameter. To change this: Dashboard → Applications → the application → Organizations.',
  },
  {
    when: ({error, text}) => isOrganization(error, text),
    code: 'organization_refused',
    message: ({text}) => `Auth0 refused a token for this organization: ${text}`,
    hint: 'Check the organization’s ID. It must be allowed for this application and API: Dashboard → Applications → the application → Organizations.',
  },
  {
    when: ({error, text}) =>
      isRequest(error) && /client certificate|\bmtls\b|mutual tls/i.test(text),
    code: 'certificate_required',
    message: ({text}) => `Auth0 issues this token only over mutual TLS: ${text}`,
    hint: 'Only the job can request it, with its client certificate. This tool has no certificate, so test the token from the job itself.',
  },
  {
    when: ({error, text}) =>
      error === 'invalid_dpop_proof' ||
      error === 'use_dpop_nonce' ||
      (isRequest(error) && /dpop|proof[ -]of[ -]possession/i.test(text)),
    code: 'dpop_required',
    message: ({audience, text}) =>
      `${audience} requires tokens that are bound to a key (DPoP), and this request had no DPoP proof: ${text}`,
    hint: 'The job must send a DPoP proof with each request. To allow bearer tokens: Dashboard → Applications → APIs → the API → Settings → Token Sender-Constraining.',
  },
];

/** What is said of the request itself; what an Action denies, it denies by other codes as a rule. */
function isRequest(error: string): boolean {
  return error === 'invalid_request' || error === 'invalid_client';
}

function isOrganization(error: string, text: string): boolean {
  return (
    (isRequest(error) &&
      /\b(?:parameter|requires an) .{0,4}organization\b|\borganization.{0,4} parameter\b/i.test(
        text,
      )) ||
    /is not authorized to access organization/i.test(text)
  );
}

/** Why an application that is set up gets no token; nothing where it is for another reason. */
export function blockedToken(refused: Refused): Blocked | undefined {
  return settings.find(({when}) => when(refused));
}

/** OAuth's and Auth0's own: RFC 6749 (5.2), RFC 8707, RFC 9449. */
const ownErrors = new Set([
  ...['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client'],
  ...['unsupported_grant_type', 'access_denied', 'server_error', 'temporarily_unavailable'],
  ...['too_many_requests', 'invalid_target', 'invalid_dpop_proof', 'use_dpop_nonce'],
  ...['mfa_required', 'feature_not_enabled', 'consent_required', 'login_required'],
]);

/**
 * `api.access.deny(code, reason)` of a credentials-exchange Action puts its own words where Auth0's
 * would be, and often a code of its own. Asked last: what is Auth0's has been told apart by then.
 * https://auth0.com/docs/customize/actions/explore-triggers/machine-to-machine-trigger
 */
export function deniedByAction(refused: Refused): Blocked | undefined {
  return action.when(refused) ? action : undefined;
}

const action: Blocked = {
  when: ({error, text, status}) =>
    status < 500 &&
    text !== '' &&
    (error === 'access_denied' ||
      error === 'invalid_scope' ||
      error === 'server_error' ||
      !ownErrors.has(error)),
  code: 'action_denied',
  message: ({host, error, text}) =>
    `An Action in ${host} denied the token${error === 'access_denied' ? '' : ` (${error})`}: “${text}”`,
  hint: 'The quoted text comes from an Action on the tenant’s machine-to-machine trigger, not from Auth0. Ask whoever maintains it: Dashboard → Actions → Triggers → machine-to-machine.',
};
