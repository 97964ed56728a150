import type {AuthenticationMethods, JsonObject} from '../records.js';
import {type Rule, schema} from '../validation.js';
import {methodsById, type NewMethods, newMethods} from './client-credential.js';
import {
  activation,
  addons,
  b2bIntegration,
  clientMetadata,
  complianceLevel,
  expressConfiguration,
  fedcmLoginPatch,
  myOrganizationConfiguration,
  nativeSocialLoginPatch,
  newFedcmLogin,
  newNativeSocialLogin,
  newSignedRequestObject,
  newTokenVaultAccess,
  notificationChannels,
  nullable,
  organizationDiscoveryMethods,
  organizationRequireBehavior,
  organizationUsage,
  refreshToken,
  sessionTransfer,
  signedRequestObjectById,
  tokenExchange,
  tokenVaultAccessById,
} from './client-settings.js';

const object: Rule = {type: 'object'};
const objectOrNull: Rule = {type: 'object', nullable: true};
const strings: Rule = {type: 'array', items: {type: 'string'}};
const nonEmptyStrings: Rule = {type: 'array', items: {type: 'string', min: 1}};
const boolean: Rule = {type: 'boolean'};
const string: Rule = {type: 'string'};
const stringOrNull: Rule = {type: 'string', nullable: true};

const authMethods = ['none', 'client_secret_post', 'client_secret_basic'];
/** Flows without an organization give 400 [sdk]. */
const defaultOrganization: Rule = {
  type: 'object',
  nullable: true,
  required: ['organization_id', 'flows'],
  properties: {
    organization_id: {
      type: 'string',
      min: 1,
      description: 'The default Organization ID to be used',
    },
    flows: {
      type: 'array',
      min: 1,
      items: {type: 'string', enum: ['client_credentials']},
      description: 'The default Organization usage',
    },
  },
};

/** [docs: "Fine-Grained Machine-to-Machine Token Quotas"] */
const tokenQuota: Rule = {
  type: 'object',
  required: ['client_credentials'],
  properties: {
    client_credentials: {
      type: 'object',
      min: 1,
      properties: {
        enforce: {type: 'boolean'},
        per_hour: {type: 'integer', min: 1, max: 2_147_483_647},
        per_day: {type: 'integer', min: 1, max: 2_147_483_647},
      },
    },
  },
};

const appTypes = [
  'native',
  'spa',
  'regular_web',
  'non_interactive',
  'resource_server',
  'express_configuration',
  'rms',
  'box',
  'cloudbees',
  'concur',
  'dropbox',
  'mscrm',
  'echosign',
  'egnyte',
  'newrelic',
  'office365',
  'salesforce',
  'sentry',
  'sharepoint',
  'slack',
  'springcm',
  'zendesk',
  'zoom',
  'sso_integration',
  'oag',
];

/** Keys and limits of the API description (section 5.2) and of the request types of SDK 7.1.0. */
const writable = {
  name: {
    type: 'string',
    pattern: '^[^<>]+$',
    description: 'Name of this client (min length: 1 character, does not allow `<` or `>`).',
  },
  description: {
    type: 'string',
    max: 140,
    description: 'Free text description of this client (max length: 140 characters).',
  },
  logo_uri: {type: 'string', format: 'absolute-uri-or-empty'},
  callbacks: strings,
  oidc_logout: object,
  session_transfer: sessionTransfer,
  allowed_origins: strings,
  web_origins: strings,
  client_aliases: nonEmptyStrings,
  allowed_clients: nonEmptyStrings,
  allowed_logout_urls: strings,
  grant_types: {
    type: 'array',
    uniqueBy: '',
    items: {type: 'string', min: 1},
    description: 'List of grant types supported for this application.',
  },
  is_token_endpoint_ip_header_trusted: boolean,
  app_type: {
    type: 'string',
    enum: appTypes,
    description: 'The type of application this client represents',
  },
  is_first_party: boolean,
  oidc_conformant: boolean,
  jwt_configuration: {
    type: 'object',
    description: 'Configuration related to JWTs for the client.',
    properties: {
      alg: {type: 'string', enum: ['HS256', 'RS256', 'RS512', 'PS256']},
      lifetime_in_seconds: {type: 'integer', min: 0},
      secret_encoded: boolean,
      scopes: object,
    },
  },
  encryption_key: objectOrNull,
  sso: boolean,
  cross_origin_authentication: boolean,
  sso_disabled: boolean,
  custom_login_page_on: boolean,
  client_metadata: clientMetadata,
  mobile: object,
  initiate_login_uri: {
    type: 'string',
    format: 'absolute-https-uri-with-placeholders-or-empty',
    description: 'Initiate login uri, must be https',
  },
  refresh_token: refreshToken,
  default_organization: defaultOrganization,
  require_pushed_authorization_requests: boolean,
  require_proof_of_possession: boolean,
  compliance_level: complianceLevel,
  par_request_expiry: {type: 'integer', nullable: true, min: 10, max: 600},
  third_party_security_mode: {type: 'string', enum: ['strict', 'permissive']},
  redirection_policy: {type: 'string', enum: ['allow_always', 'open_redirect_protection']},
  b2b_integration_configuration: b2bIntegration,
} satisfies {[key: string]: Rule};

type WritableFields = {
  readonly description?: string;
  readonly client_secret?: string;
  readonly app_type?: string;
  readonly is_first_party?: boolean;
  readonly grant_types?: readonly string[];
  readonly jwt_configuration?: {
    readonly alg?: string;
    readonly lifetime_in_seconds?: number;
    readonly secret_encoded?: boolean;
    readonly scopes?: JsonObject;
  };
  readonly third_party_security_mode?: string;
  readonly client_aliases?: readonly string[];
  readonly organization_usage?: string | null;
  readonly organization_require_behavior?: string | null;
};

export type NewClient = JsonObject &
  WritableFields & {
    readonly name: string;
    readonly token_endpoint_auth_method?: string;
    readonly client_authentication_methods?: NewMethods;
  };

export type ClientPatch = JsonObject &
  WritableFields & {
    readonly name?: string;
    readonly token_endpoint_auth_method?: string | null;
    readonly client_authentication_methods?: AuthenticationMethods | null;
  };

const authMethodAbout = 'Defines the requested authentication method for the token endpoint.';

export const newClient = schema<NewClient>({
  required: ['name'],
  properties: {
    ...writable,
    client_secret: {type: 'string', min: 1},
    token_endpoint_auth_method: {type: 'string', enum: authMethods, description: authMethodAbout},
    custom_login_page: {type: 'string', min: 1},
    custom_login_page_preview: {type: 'string', min: 1},
    form_template: {type: 'string', min: 1},
    cross_origin_loc: string,
    native_social_login: newNativeSocialLogin,
    fedcm_login: newFedcmLogin,
    organization_usage: organizationUsage,
    organization_require_behavior: organizationRequireBehavior,
    organization_discovery_methods: organizationDiscoveryMethods,
    client_authentication_methods: newMethods,
    skip_non_verifiable_callback_uri_confirmation_prompt: boolean,
    token_exchange: tokenExchange,
    token_quota: tokenQuota,
    addons,
    oidc_backchannel_logout: object,
    signed_request_object: newSignedRequestObject,
    token_vault_privileged_access: newTokenVaultAccess,
    resource_server_identifier: {type: 'string', min: 1, max: 600},
    identity_assertion_authorization_grant: activation,
    anonymous_sessions: activation,
    express_configuration: expressConfiguration,
    my_organization_configuration: myOrganizationConfiguration,
    async_approval_notification_channels: notificationChannels,
  },
});

export const clientPatch = schema<ClientPatch>({
  min: 1,
  properties: {
    ...writable,
    client_secret: {type: 'string', min: 1},
    token_endpoint_auth_method: {
      type: 'string',
      enum: authMethods,
      description: authMethodAbout,
      nullable: true,
    },
    custom_login_page: string,
    custom_login_page_preview: string,
    form_template: string,
    cross_origin_loc: stringOrNull,
    native_social_login: nullable(nativeSocialLoginPatch),
    fedcm_login: nullable(fedcmLoginPatch),
    organization_usage: nullable(organizationUsage),
    organization_require_behavior: nullable(organizationRequireBehavior),
    organization_discovery_methods: nullable(organizationDiscoveryMethods),
    client_authentication_methods: methodsById,
    skip_non_verifiable_callback_uri_confirmation_prompt: {type: 'boolean', nullable: true},
    token_exchange: nullable(tokenExchange),
    token_quota: {...tokenQuota, nullable: true},
    // Null is accepted here too, although the SDK's types say otherwise [recorded 2026].
    addons: nullable(addons),
    oidc_backchannel_logout: objectOrNull,
    signed_request_object: nullable(signedRequestObjectById),
    token_vault_privileged_access: nullable(tokenVaultAccessById),
    identity_assertion_authorization_grant: nullable(activation),
    anonymous_sessions: nullable(activation),
    express_configuration: nullable(expressConfiguration),
    my_organization_configuration: nullable(myOrganizationConfiguration),
    async_approval_notification_channels: nullable(notificationChannels),
  },
});
