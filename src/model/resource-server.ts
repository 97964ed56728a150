import * as v from 'valibot';
import type {TokenProfile} from './blueprint.js';
import {
  field,
  id,
  type ModelOf,
  readOnly,
  type SettableOf,
  seconds,
  secret,
  text,
} from './field.js';

/** A permission that an API defines. An empty or absent `description` is kept as it is. */
export interface Scope {
  readonly value: string;
  readonly description?: string;
}

const scope = v.pipe(
  v.object({value: text, description: v.nullish(text)}),
  v.transform(
    ({value, description}): Scope => (description == null ? {value} : {value, description}),
  ),
);

/** An API. https://auth0.com/docs/api/management/v2/resource-servers */
export const resourceServerFields = {
  id: field(id, {wire: 'id', role: 'key', presence: 'required'}),
  name: field(text, {
    wire: 'name',
    label: 'Name',
    role: 'managed',
    presence: 'optional',
    whenAbsent: {
      revert: 'not-possible',
      sentence: 'The API had no name before. Auth0 can’t remove a name, so it keeps this one.',
    },
  }),
  identifier: field(v.pipe(text, v.nonEmpty()), {
    wire: 'identifier',
    label: 'Identifier',
    role: 'create-only',
    presence: 'required',
    exported: true,
  }),
  isSystem: field(v.boolean(), {
    wire: 'is_system',
    role: 'read-only',
    presence: 'required',
    filledWith: false,
  }),
  signingAlg: field(text, {
    wire: 'signing_alg',
    label: 'Signing algorithm',
    role: 'managed',
    presence: 'optional',
    absentMeans: 'RS256',
    lossWhenReverted: value =>
      value === 'HS256'
        ? 'The HS256 signing secret can’t be recovered. Auth0 generates a new one, and your API needs it.'
        : undefined,
  }),
  /** Only with HS256, and only if the token may read it. */
  signingSecret: field(secret, {wire: 'signing_secret', role: 'secret', presence: 'optional'}),
  tokenDialect: field(text, {
    wire: 'token_dialect',
    label: 'Token profile',
    valueLabels: {
      access_token: 'Auth0',
      access_token_authz: 'Auth0 (with permissions)',
      rfc9068_profile: 'RFC 9068',
      rfc9068_profile_authz: 'RFC 9068 (with permissions)',
    },
    role: 'managed',
    presence: 'optional',
    absentMeans: 'access_token',
    whenAbsent: {
      revert: 'to-value',
      value: 'access_token',
      sentence:
        'The token profile was not set before. It becomes “access_token”, which means the same.',
    },
  }),
  /** Seconds. */
  tokenLifetime: field(seconds, {
    wire: 'token_lifetime',
    label: 'Token lifetime',
    role: 'managed',
    presence: 'optional',
    absentMeans: 86_400,
  }),
  scopes: field(v.pipe(v.array(scope), v.readonly()), {
    wire: 'scopes',
    label: 'Permissions',
    role: 'managed',
    presence: 'optional',
    whenAbsent: {
      revert: 'to-value',
      value: [],
      sentence: 'The list of permissions was not set before. It becomes an empty list.',
    },
  }),
  clientPolicy: field(text, {
    wire: 'subject_type_authorization.client.policy',
    role: 'read-only',
    presence: 'optional',
  }),
  /** `dpop` or `mtls`. */
  possessionMechanism: readOnly(text, 'proof_of_possession.mechanism'),
  possessionRequired: readOnly(v.boolean(), 'proof_of_possession.required'),
  possessionRequiredFor: readOnly(text, 'proof_of_possession.required_for'),
  /** Set if access tokens are encrypted for the API (JWE). */
  tokenEncryption: readOnly(text, 'token_encryption.format'),
  consentPolicy: readOnly(text, 'consent_policy'),
  /** A digest of the settings that this tool doesn't manage; absent in lists. */
  otherSettings: readOnly(text, ''),
} as const;

export type ResourceServer = ModelOf<typeof resourceServerFields>;
export type ResourceServerFields = SettableOf<typeof resourceServerFields>;

/** A requirement for public clients only doesn't affect the job, which is a confidential client. */
export function requiresPossession(api: ResourceServer): boolean {
  return api.possessionRequired === true && api.possessionRequiredFor !== 'public_clients';
}

/** How the API's tokens are signed. Auth0 omits its default from responses. */
export function signingAlgOf({signingAlg}: ResourceServer): string {
  return signingAlg ?? resourceServerFields.signingAlg.absentMeans;
}

/**
 * An absent dialect means `access_token`. Each family has a dialect with permissions in the token
 * (`_authz`) and one without; that choice is the tenant's and is kept.
 */
export function profileOf({tokenDialect}: ResourceServer): TokenProfile {
  return tokenDialect?.startsWith('rfc9068_profile') ? 'rfc9068' : 'auth0';
}

/** The dialect of `profile` that keeps the current `_authz` suffix. */
export function dialectFor(profile: TokenProfile, current?: ResourceServer): string {
  const family = profile === 'rfc9068' ? 'rfc9068_profile' : 'access_token';
  return current?.tokenDialect?.endsWith('_authz') ? `${family}_authz` : family;
}
