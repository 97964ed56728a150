import type {Properties, Rule, ValueOf} from '../validation.js';
import {credentialId, methodsById, newMethods, publicKey} from './client-credential.js';

const boolean = {type: 'boolean'} as const;
const string = {type: 'string'} as const;
const object = {type: 'object'} as const;

function enumOf<const Values extends readonly string[]>(...values: Values) {
  return {type: 'string', enum: values} as const;
}

function listOf<const Items extends Rule>(items: Items, min = 0) {
  return {type: 'array', min, items} as const;
}

function nullable<const Setting extends Rule>(rule: Setting) {
  return {...rule, nullable: true} as const;
}

const refreshToken = {
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
} as const satisfies Rule;

const sessionTransfer = {
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
} as const satisfies Rule;

/** Flows without an organization give 400 [sdk]. */
const defaultOrganization = {
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
      ...listOf(enumOf('client_credentials'), 1),
      description: 'The default Organization usage',
    },
  },
} as const satisfies Rule;

/** [docs: "Fine-Grained Machine-to-Machine Token Quotas"] */
const tokenQuota = {
  type: 'object',
  required: ['client_credentials'],
  properties: {
    client_credentials: {
      type: 'object',
      min: 1,
      properties: {
        enforce: boolean,
        per_hour: {type: 'integer', min: 1, max: 2_147_483_647},
        per_day: {type: 'integer', min: 1, max: 2_147_483_647},
      },
    },
  },
} as const satisfies Rule;

const appTypes = (
  'native spa regular_web non_interactive resource_server express_configuration rms box ' +
  'cloudbees concur dropbox mscrm echosign egnyte newrelic office365 salesforce sentry ' +
  'sharepoint slack springcm zendesk zoom sso_integration oag'
).split(' ');

const addonNames = (
  'aws azure_blob azure_sb rms mscrm slack sentry box cloudbees concur dropbox echosign ' +
  'egnyte firebase newrelic office365 salesforce salesforce_api salesforce_sandbox_api ' +
  'samlp layer sap_api sharepoint springcm wams wsfed zendesk zoom sso_integration'
).split(' ');

const addons = {
  type: 'object',
  properties: {
    ...Object.fromEntries(addonNames.map(name => [name, object])),
    oag: nullable(object),
  },
} as const satisfies Rule;

/** `credential` is complete in a create and an id in an update. */
function signedRequestObject<const Credential extends Rule>(credential: Credential) {
  return {
    type: 'object',
    description: 'JWT-secured Authorization Requests (JAR) settings.',
    properties: {required: boolean, credentials: listOf(credential)},
  } as const;
}

function tokenVaultAccess<const Credential extends Rule>(credential: Credential) {
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
  } as const;
}

function nativeSocialLogin<const Provider extends Rule>(provider: Provider) {
  const properties = {apple: provider, facebook: provider, google: provider};
  return {type: 'object', properties} as const;
}

const socialProvider = {type: 'object', properties: {enabled: boolean}} as const;
const fedcmProvider = {type: 'object', properties: {is_enabled: boolean}} as const;

/** For `anonymous_sessions` and `identity_assertion_authorization_grant`. */
const activation = {
  type: 'object',
  required: ['active'],
  properties: {active: boolean},
} as const satisfies Rule;

const expressConfiguration = {
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
} as const satisfies Rule;

const myOrganizationConfiguration = {
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
} as const satisfies Rule;

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
  callbacks: listOf(string),
  oidc_logout: object,
  session_transfer: sessionTransfer,
  allowed_origins: listOf(string),
  web_origins: listOf(string),
  client_aliases: listOf({type: 'string', min: 1}),
  allowed_clients: listOf({type: 'string', min: 1}),
  allowed_logout_urls: listOf(string),
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
  encryption_key: nullable(object),
  sso: boolean,
  cross_origin_authentication: boolean,
  sso_disabled: boolean,
  custom_login_page_on: boolean,
  client_metadata: {
    type: 'object',
    max: 10,
    additionalProperties: {type: 'string', max: 255},
  },
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
  compliance_level: {
    type: 'string',
    nullable: true,
    enum: [
      'none',
      'fapi1_adv_pkj_par',
      'fapi1_adv_mtls_par',
      'fapi2_sp_pkj_mtls',
      'fapi2_sp_mtls_mtls',
    ],
  },
  par_request_expiry: {type: 'integer', nullable: true, min: 10, max: 600},
  third_party_security_mode: enumOf('strict', 'permissive'),
  redirection_policy: enumOf('allow_always', 'open_redirect_protection'),
  b2b_integration_configuration: {
    type: 'object',
    properties: {
      sso_profiles: {type: 'array', max: 1, items: string},
      integration_type: enumOf('custom_auth_server', 'third_party', 'application'),
    },
  },
  client_secret: {type: 'string', min: 1},
} as const satisfies Properties;

/** Settings that an update may clear with null. */
const clearable = {
  token_endpoint_auth_method: {
    type: 'string',
    enum: ['none', 'client_secret_post', 'client_secret_basic'],
    description: 'Defines the requested authentication method for the token endpoint.',
  },
  custom_login_page: {type: 'string', min: 1},
  custom_login_page_preview: {type: 'string', min: 1},
  form_template: {type: 'string', min: 1},
  cross_origin_loc: string,
  native_social_login: nativeSocialLogin(socialProvider),
  fedcm_login: {type: 'object', properties: {google: fedcmProvider}},
  organization_usage: enumOf('deny', 'allow', 'require'),
  organization_require_behavior: enumOf('no_prompt', 'pre_login_prompt', 'post_login_prompt'),
  organization_discovery_methods: listOf(enumOf('email', 'organization_name'), 1),
  client_authentication_methods: newMethods,
  skip_non_verifiable_callback_uri_confirmation_prompt: boolean,
  token_exchange: {
    type: 'object',
    description: 'Configuration for token exchange.',
    properties: {
      allow_any_profile_of_type: listOf(
        enumOf('custom_authentication', 'on_behalf_of_token_exchange'),
      ),
    },
  },
  token_quota: tokenQuota,
  // Null is accepted here too, although the SDK's types say otherwise [recorded 2026].
  addons,
  oidc_backchannel_logout: object,
  signed_request_object: signedRequestObject(publicKey),
  token_vault_privileged_access: tokenVaultAccess(publicKey),
  identity_assertion_authorization_grant: activation,
  anonymous_sessions: activation,
  express_configuration: expressConfiguration,
  my_organization_configuration: myOrganizationConfiguration,
  async_approval_notification_channels: listOf(enumOf('guardian-push', 'email')),
} as const satisfies Properties;

function nullableEach<Settings extends Properties>(
  rules: Settings,
): {readonly [K in keyof Settings]: Settings[K] & {readonly nullable: true}};
function nullableEach(rules: Properties): Properties {
  return Object.fromEntries(Object.entries(rules).map(([key, rule]) => [key, nullable(rule)]));
}

export const newClient = {
  type: 'object',
  required: ['name'],
  properties: {
    ...writable,
    ...clearable,
    resource_server_identifier: {type: 'string', min: 1, max: 600},
  },
} as const satisfies Rule;

export type NewClient = ValueOf<typeof newClient>;

/** An update refers to credentials by id, and may clear single providers of a login. */
export const clientPatch = {
  type: 'object',
  min: 1,
  properties: {
    ...writable,
    ...nullableEach(clearable),
    custom_login_page: string,
    custom_login_page_preview: string,
    form_template: string,
    native_social_login: nullable(nativeSocialLogin(nullable(socialProvider))),
    fedcm_login: nullable({type: 'object', properties: {google: nullable(fedcmProvider)}}),
    client_authentication_methods: methodsById,
    signed_request_object: nullable(signedRequestObject(credentialId)),
    token_vault_privileged_access: nullable(tokenVaultAccess(credentialId)),
  },
} as const satisfies Rule;

export type ClientPatch = ValueOf<typeof clientPatch>;
