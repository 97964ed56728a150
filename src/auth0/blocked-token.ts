import type {ProblemCode} from '../model/errors.js';

/** A refusal from the token endpoint, and the host and audience of the request. */
interface TokenRefusal {
  readonly error: string;
  readonly text: string;
  readonly status: number;
  readonly host: string;
  readonly audience: string;
}

interface BlockRule {
  readonly matches: (refusal: TokenRefusal) => boolean;
  readonly code: ProblemCode;
  readonly message: (refusal: TokenRefusal) => string;
  readonly hint: string;
}

/**
 * Tenant settings that block the token although the credentials are right and the grant exists. The
 * patterns match only the part of Auth0's message that names the setting.
 */
const settingRules: readonly BlockRule[] = [
  {
    matches: ({error}) => error === 'mfa_required',
    code: 'mfa_required',
    message: ({host}) =>
      `${host} requires multifactor authentication for this token, and a job can’t complete it.`,
    hint: 'An Action or a policy in the tenant requires it. Exclude the client credentials flow there: Dashboard → Actions → Library.',
  },
  {
    matches: ({error, text}) => isOrganizationError(error, text) && /\brequire[ds]\b/i.test(text),
    code: 'organization_required',
    message: ({audience}) =>
      `Auth0 issues tokens for ${audience} to this application only with an organization.`,
    hint: 'Run `timesheets-setup prove --organization ID`. The job must send the same organization parameter. To change this: Dashboard → Applications → the application → Organizations.',
  },
  {
    matches: ({error, text}) => isOrganizationError(error, text),
    code: 'organization_refused',
    message: ({text}) => `Auth0 refused a token for this organization: ${text}`,
    hint: 'Check the organization’s ID. It must be allowed for this application and API: Dashboard → Applications → the application → Organizations.',
  },
  {
    matches: ({error, text}) =>
      isRequestError(error) && /client certificate|\bmtls\b|mutual tls/i.test(text),
    code: 'certificate_required',
    message: ({text}) => `Auth0 issues this token only over mutual TLS: ${text}`,
    hint: 'Only the job can request it, with its client certificate. This tool has no certificate, so test the token from the job itself.',
  },
  {
    matches: ({error, text}) =>
      error === 'invalid_dpop_proof' ||
      error === 'use_dpop_nonce' ||
      (isRequestError(error) && /dpop|proof[ -]of[ -]possession/i.test(text)),
    code: 'dpop_required',
    message: ({audience, text}) =>
      `${audience} requires tokens that are bound to a key (DPoP), and this request had no DPoP proof: “${text}”`,
    hint: 'The job must send a DPoP proof with each request. To allow bearer tokens: Dashboard → Applications → APIs → the API → Settings → Token Sender-Constraining.',
  },
];

/** The codes that Auth0 uses for a faulty request; an Action usually denies with other codes. */
function isRequestError(error: string): boolean {
  return error === 'invalid_request' || error === 'invalid_client';
}

function isOrganizationError(error: string, text: string): boolean {
  return (
    (isRequestError(error) &&
      /\b(?:parameter|requires an) .{0,4}organization\b|\borganization.{0,4} parameter\b/i.test(
        text,
      )) ||
    /is not authorized to access organization/i.test(text)
  );
}

/** The setting that blocks the token, or undefined if the refusal has another cause. */
export function findBlockingSetting(refusal: TokenRefusal): BlockRule | undefined {
  return settingRules.find(({matches}) => matches(refusal));
}

/** Error codes of OAuth and Auth0: RFC 6749 (5.2), RFC 8707, RFC 9449. */
const standardErrors = new Set([
  ...['invalid_request', 'invalid_client', 'invalid_grant', 'unauthorized_client'],
  ...['unsupported_grant_type', 'access_denied', 'server_error', 'temporarily_unavailable'],
  ...['too_many_requests', 'invalid_target', 'invalid_dpop_proof', 'use_dpop_nonce'],
  ...['mfa_required', 'feature_not_enabled', 'consent_required', 'login_required'],
]);

/**
 * A credentials-exchange Action that calls `api.access.deny(code, reason)` replaces Auth0's
 * message, and often its code. Call this last, after every refusal that Auth0 itself issues has
 * been matched.
 * https://auth0.com/docs/customize/actions/explore-triggers/machine-to-machine-trigger
 */
export function findActionDenial(refusal: TokenRefusal): BlockRule | undefined {
  return actionRule.matches(refusal) ? actionRule : undefined;
}

const actionRule: BlockRule = {
  matches: ({error, text, status}) =>
    status < 500 &&
    text !== '' &&
    (error === 'access_denied' ||
      error === 'invalid_scope' ||
      error === 'server_error' ||
      !standardErrors.has(error)),
  code: 'action_denied',
  message: ({host, error, text}) =>
    `An Action in ${host} denied the token${error === 'access_denied' ? '' : ` (${error})`}: “${text}”`,
  hint: 'The quoted text comes from an Action on the tenant’s machine-to-machine trigger, not from Auth0. Ask whoever maintains it: Dashboard → Actions → Triggers → machine-to-machine.',
};
