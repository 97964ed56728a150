import type {ObjectRule, Rule} from '../validation.js';
import {credentialId, publicKey} from './client-credential.js';

/**
 * Settings of an application that the API description defines in depth [docs, sdk]. Objects that it
 * leaves open are not listed.
 */

const boolean: Rule = {type: 'boolean'};
const string: Rule = {type: 'string'};

/** The same setting in an update, which null clears. */
export function nullable(rule: Rule): Rule {
  return {...rule, nullable: true};
}

function enumOf(...values: readonly string[]): Rule {
  return {type: 'string', enum: values};
}

function listOf(items: Rule, min = 0): Rule {
  return {type: 'array', min, items};
}

export const refreshToken: Rule = {
  type: 'object',
  nullable: true,
  description: 'Refresh token configuration',
  required: ['rotation_type', 'expiration_type'],
  properties: {
    rotation_type: enumOf('rotating', 'non-rotating'),
    expiration_type: enumOf('expiring', 'non-expiring'),
    leeway: {type: 'integer', min: 0},
    token_lifetime: {type: 'integer', min: 1, max: 157_788_000},
    infinite_token_lifetime: boolean,
    idle_token_lifetime: {type: 'integer', min: 1},
    infinite_idle_token_lifetime: boolean,
    policies: {
      type: 'array',
      nullable: true,
      min: 1,
      description:
        'A collection of policies governing multi-resource refresh token exchange (MRRT), defining how refresh tokens can be used across different resource servers',
      items: {
        type: 'object',
        required: ['audience', 'scope'],
        properties: {
          audience: {type: 'string', min: 1, max: 600},
          scope: listOf({type: 'string', min: 1, max: 280}),
        },
      },
    },
  },
};

export const sessionTransfer: Rule = {
  type: 'object',
  nullable: true,
  description: 'Native to Web SSO Configuration',
  properties: {
    can_create_session_transfer_token: boolean,
    enforce_cascade_revocation: boolean,
    allowed_authentication_methods: nullable(listOf(enumOf('cookie', 'query'))),
    enforce_device_binding: enumOf('ip', 'asn', 'none'),
    allow_refresh_token: boolean,
    enforce_online_refresh_tokens: boolean,
    delegation: {
      type: 'object',
      nullable: true,
      properties: {allow_delegated_access: boolean, enforce_device_binding: enumOf('ip', 'asn')},
    },
  },
};

export const clientMetadata: Rule = {
  type: 'object',
  max: 10,
  additionalProperties: {type: 'string', max: 255},
};

export const organizationUsage = enumOf('deny', 'allow', 'require');

export const organizationRequireBehavior = enumOf(
  'no_prompt',
  'pre_login_prompt',
  'post_login_prompt',
);

export const organizationDiscoveryMethods = listOf(enumOf('email', 'organization_name'), 1);

export const complianceLevel: Rule = {
  type: 'string',
  nullable: true,
  enum: [
    'none',
    'fapi1_adv_pkj_par',
    'fapi1_adv_mtls_par',
    'fapi2_sp_pkj_mtls',
    'fapi2_sp_mtls_mtls',
  ],
};

export const tokenExchange: Rule = {
  type: 'object',
  description: 'Configuration for token exchange.',
  properties: {
    allow_any_profile_of_type: listOf(
      enumOf('custom_authentication', 'on_behalf_of_token_exchange'),
    ),
  },
};

export const notificationChannels = listOf(enumOf('guardian-push', 'email'));

function signedRequestObject(credential: ObjectRule): Rule {
  return {
    type: 'object',
    description: 'JWT-secured Authorization Requests (JAR) settings.',
    properties: {required: boolean, credentials: listOf(credential)},
  };
}

/** With complete credentials for a create, and with their ids for an update. */
export const newSignedRequestObject = signedRequestObject(publicKey);
export const signedRequestObjectById = signedRequestObject(credentialId);

function tokenVaultAccess(credential: ObjectRule): Rule {
  return {
    type: 'object',
    required: ['credentials'],
    properties: {
      credentials: listOf(credential),
      ip_allowlist: listOf(string),
      grants: listOf({
        type: 'object',
        required: ['connection', 'scopes'],
        properties: {connection: string, scopes: listOf(string)},
      }),
    },
  };
}

export const newTokenVaultAccess = tokenVaultAccess(publicKey);
export const tokenVaultAccessById = tokenVaultAccess(credentialId);

function nativeSocialLogin(provider: Rule): Rule {
  return {type: 'object', properties: {apple: provider, facebook: provider, google: provider}};
}

/** In an update, each provider may be null. */
const socialProvider: Rule = {type: 'object', properties: {enabled: boolean}};
export const newNativeSocialLogin = nativeSocialLogin(socialProvider);
export const nativeSocialLoginPatch = nativeSocialLogin(nullable(socialProvider));

const fedcmProvider: Rule = {type: 'object', properties: {is_enabled: boolean}};
export const newFedcmLogin: Rule = {type: 'object', properties: {google: fedcmProvider}};
export const fedcmLoginPatch: Rule = {
  type: 'object',
  properties: {google: nullable(fedcmProvider)},
};

/** For `anonymous_sessions` and `identity_assertion_authorization_grant`. */
export const activation: Rule = {
  type: 'object',
  required: ['active'],
  properties: {active: boolean},
};

export const expressConfiguration: Rule = {
  type: 'object',
  required: [
    'initiate_login_uri_template',
    'user_attribute_profile_id',
    'connection_profile_id',
    'enable_client',
    'enable_organization',
    'okta_oin_client_id',
    'admin_login_domain',
  ],
  properties: {
    initiate_login_uri_template: string,
    user_attribute_profile_id: string,
    connection_profile_id: string,
    enable_client: boolean,
    enable_organization: boolean,
    linked_clients: listOf({
      type: 'object',
      required: ['client_id'],
      properties: {client_id: string},
    }),
    okta_oin_client_id: string,
    admin_login_domain: string,
    oin_submission_id: string,
  },
};

export const myOrganizationConfiguration: Rule = {
  type: 'object',
  description: 'Configuration related to the My Organization Configuration for the client.',
  required: ['allowed_strategies', 'connection_deletion_behavior'],
  properties: {
    connection_profile_id: string,
    user_attribute_profile_id: string,
    allowed_strategies: listOf(
      enumOf('pingfederate', 'adfs', 'waad', 'google-apps', 'okta', 'oidc', 'samlp'),
    ),
    connection_deletion_behavior: enumOf('allow', 'allow_if_empty'),
  },
};

export const b2bIntegration: Rule = {
  type: 'object',
  properties: {
    sso_profiles: {type: 'array', max: 1, items: string},
    integration_type: enumOf('custom_auth_server', 'third_party', 'application'),
  },
};

const addonNames = [
  'aws',
  'azure_blob',
  'azure_sb',
  'rms',
  'mscrm',
  'slack',
  'sentry',
  'box',
  'cloudbees',
  'concur',
  'dropbox',
  'echosign',
  'egnyte',
  'firebase',
  'newrelic',
  'office365',
  'salesforce',
  'salesforce_api',
  'salesforce_sandbox_api',
  'samlp',
  'layer',
  'sap_api',
  'sharepoint',
  'springcm',
  'wams',
  'wsfed',
  'zendesk',
  'zoom',
  'sso_integration',
];

export const addons: Rule = {
  type: 'object',
  properties: {
    ...Object.fromEntries(addonNames.map(name => [name, {type: 'object'} satisfies Rule])),
    oag: {type: 'object', nullable: true},
  },
};
