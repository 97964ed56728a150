import * as v from 'valibot';
import {field, id, type ModelOf, readOnly, type SettableOf, secret, text, texts} from './field.js';

/** Auth0 sends an object with the credentials of each method; only the methods' names are kept. */
const methods = v.pipe(
  v.record(text, v.unknown()),
  v.transform((sent): readonly string[] =>
    Object.keys(sent).filter(name => sent[name] !== null && sent[name] !== undefined),
  ),
);

/** An application. https://auth0.com/docs/api/management/v2/clients */
export const clientFields = {
  clientId: field(id, {wire: 'client_id', role: 'key', presence: 'required'}),
  name: field(text, {
    wire: 'name',
    label: 'Name',
    role: 'managed',
    presence: 'required',
    filledWith: '',
    createdWith: '',
  }),
  description: field(text, {
    wire: 'description',
    label: 'Description',
    role: 'managed',
    presence: 'optional',
    whenAbsent: {
      revert: 'to-value',
      value: '',
      sentence: 'The application “{name}” had no description before. It gets an empty one.',
    },
    journaledSince: 2,
  }),
  appType: field(text, {
    wire: 'app_type',
    label: 'Application type',
    valueLabels: {
      non_interactive: 'Machine to Machine',
      native: 'Native',
      spa: 'Single Page',
      regular_web: 'Regular Web',
    },
    role: 'managed',
    presence: 'optional',
    createdWith: 'non_interactive',
    whenAbsent: {
      revert: 'not-possible',
      sentence:
        'The application “{name}” had no application type before. Auth0 can’t remove a type, so it keeps this one.',
    },
  }),
  grantTypes: field(texts, {
    wire: 'grant_types',
    label: 'Grant types',
    valueLabels: {
      authorization_code: 'Authorization Code',
      client_credentials: 'Client Credentials',
      implicit: 'Implicit',
      password: 'Password',
      refresh_token: 'Refresh Token',
    },
    role: 'managed',
    presence: 'optional',
    createdWith: ['client_credentials'],
    whenAbsent: {
      revert: 'to-value',
      value: [],
      sentence: 'The application “{name}” had no list of grant types before. It gets an empty one.',
    },
  }),
  tokenEndpointAuthMethod: field(text, {
    wire: 'token_endpoint_auth_method',
    label: 'Authentication method',
    valueLabels: {
      none: 'none',
      client_secret_post: 'Client Secret (Post)',
      client_secret_basic: 'Client Secret (Basic)',
    },
    role: 'managed',
    presence: 'optional',
    createdWith: 'client_secret_post',
    whenAbsent: {
      revert: 'not-possible',
      sentence:
        'The application “{name}” had no authentication method before. Auth0 can’t remove a method, so it keeps this one.',
    },
    // In Terraform, this attribute belongs to another resource, auth0_client_credentials.
    terraform: null,
  }),
  /** False for third-party applications. Can't be changed after the application is created. */
  isFirstParty: readOnly(v.boolean(), 'is_first_party'),
  /** The API that this application is linked to, which signs in as this application. */
  resourceServerIdentifier: readOnly(text, 'resource_server_identifier'),
  /**
   * The authentication methods of an application without a client secret; absent if it has one.
   * Empty in lists, and if the token lacks read:client_keys, which Auth0 requires as for secrets.
   */
  authenticationMethods: field(methods, {
    wire: 'client_authentication_methods',
    role: 'secret',
    presence: 'optional',
  }),
  requiresPossession: readOnly(v.boolean(), 'require_proof_of_possession'),
  quotaEnforced: readOnly(v.boolean(), 'token_quota.client_credentials.enforce'),
  tokensPerHour: readOnly(v.number(), 'token_quota.client_credentials.per_hour'),
  tokensPerDay: readOnly(v.number(), 'token_quota.client_credentials.per_day'),
  /** For token requests that name no organization, in the flows of `defaultOrganizationFlows`. */
  defaultOrganization: readOnly(text, 'default_organization.organization_id'),
  defaultOrganizationFlows: readOnly(texts, 'default_organization.flows'),
  /** Absent in lists, and if the token may not read it. */
  clientSecret: field(secret, {wire: 'client_secret', role: 'secret', presence: 'optional'}),
  /** A digest of the settings that this tool doesn't manage; absent in lists. */
  otherSettings: readOnly(text, ''),
} as const;

export type Client = ModelOf<typeof clientFields>;
export type ClientFields = SettableOf<typeof clientFields>;
