import type {Properties, Rule, ValueOf} from '../validation.js';

/** Fields, limits and descriptions from section 4.2 and the API description. */
const writable = {
  name: {
    type: 'string',
    max: 200,
    pattern: '^[^<>]+$',
    description: 'Friendly name for this resource server. Can not contain `<` or `>` characters.',
  },
  scopes: {
    type: 'array',
    max: 1000,
    uniqueBy: 'value',
    description: 'List of permissions (scopes) that this API uses.',
    items: {
      type: 'object',
      required: ['value'],
      properties: {
        value: {type: 'string', min: 1, max: 280, description: 'Value of this scope.'},
        description: {
          type: 'string',
          max: 500,
          description: 'User-friendly description of this scope.',
        },
      },
    },
  },
  signing_alg: {
    type: 'string',
    enum: ['HS256', 'RS256', 'RS512', 'PS256'],
    description: 'Algorithm used to sign JWTs.',
  },
  signing_secret: {
    type: 'string',
    min: 16,
    description: 'Secret used to sign tokens when using symmetric algorithms (HS256).',
  },
  allow_offline_access: {type: 'boolean'},
  allow_online_access: {type: 'boolean'},
  allow_online_access_with_ephemeral_sessions: {type: 'boolean'},
  token_lifetime: {
    type: 'integer',
    min: 0,
    max: 2_592_000,
    description:
      'Expiration value (in seconds) for access tokens issued for this API from the token endpoint.',
  },
  token_lifetime_for_web: {type: 'integer', min: 0, max: 2_592_000},
  token_lifetime_for_anonymous_access_tokens: {type: 'integer', min: 0, nullable: true},
  token_dialect: {
    type: 'string',
    enum: ['access_token', 'access_token_authz', 'rfc9068_profile', 'rfc9068_profile_authz'],
    description: 'Dialect of access tokens that should be issued.',
  },
  skip_consent_for_verifiable_first_party_clients: {type: 'boolean'},
  enforce_policies: {
    type: 'boolean',
    description: 'Whether to enforce authorization policies (true) or to ignore them (false).',
  },
  // [sdk]
  token_encryption: {
    type: 'object',
    nullable: true,
    required: ['format', 'encryption_key'],
    properties: {
      format: {type: 'string', enum: ['compact-nested-jwe']},
      encryption_key: {
        type: 'object',
        required: ['alg', 'pem'],
        properties: {
          name: {type: 'string', max: 128},
          alg: {type: 'string', enum: ['RSA-OAEP-256', 'RSA-OAEP-384', 'RSA-OAEP-512']},
          kid: {type: 'string', min: 1, max: 128},
          pem: {type: 'string', min: 1},
        },
      },
    },
  },
  consent_policy: {
    type: 'string',
    nullable: true,
    enum: ['transactional-authorization-with-mfa'],
  },
  authorization_details: {type: 'array', nullable: true},
  // [docs: "Configure Sender Constraining"]
  proof_of_possession: {
    type: 'object',
    nullable: true,
    required: ['mechanism', 'required'],
    properties: {
      mechanism: {type: 'string', enum: ['mtls', 'dpop']},
      required: {type: 'boolean'},
      required_for: {type: 'string', enum: ['all_clients', 'public_clients']},
    },
  },
  authorization_policy: {
    type: 'object',
    nullable: true,
    required: ['policy_id'],
    properties: {policy_id: {type: 'string'}},
  },
  subject_type_authorization: {
    type: 'object',
    description: 'Defines application access permission for a resource server',
    properties: {
      client: {
        type: 'object',
        properties: {policy: {type: 'string', enum: ['require_client_grant', 'deny_all']}},
      },
      user: {
        type: 'object',
        properties: {
          policy: {type: 'string', enum: ['allow_all', 'require_client_grant', 'deny_all']},
        },
      },
      anonymous_user: {
        type: 'object',
        properties: {policy: {type: 'string', enum: ['require_client_grant', 'deny_all']}},
      },
    },
  },
} as const satisfies Properties;

export const newResourceServer = {
  type: 'object',
  required: ['identifier'],
  properties: {
    identifier: {
      type: 'string',
      min: 1,
      max: 600,
      description:
        'Unique identifier for the API used as the audience parameter on authorization calls. Can not be changed once set.',
    },
    ...writable,
  },
} as const satisfies Rule;

export type NewResourceServer = ValueOf<typeof newResourceServer>;

/** `identifier`, `id` and `is_system` are immutable, so they are not listed (section 4.2). */
export const resourceServerPatch = {type: 'object', properties: writable} as const satisfies Rule;

export type ResourceServerPatch = ValueOf<typeof resourceServerPatch>;

/** Scope values that are reserved for OpenID Connect (section 4.2). */
export const reservedScopes = (
  'address created_at email email_verified family_name given_name identities name ' +
  'nickname offline_access openid phone picture profile'
).split(' ');
