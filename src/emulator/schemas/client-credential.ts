import type {Properties, Rule, ValueOf} from '../validation.js';

/** Each authentication method and the type of its credentials [sdk]. */
export const credentialTypes = [
  {method: 'private_key_jwt', type: 'public_key'},
  {method: 'tls_client_auth', type: 'cert_subject_dn'},
  {method: 'self_signed_tls_client_auth', type: 'x509_cert'},
] as const;

export type AuthenticationMethod = (typeof credentialTypes)[number]['method'];

/** "You can register two public keys for an application at the same time" [docs]. */
export const maxCredentials = 2;

const common = {
  name: {type: 'string', max: 128, description: 'Friendly name for a credential.'},
  pem: {
    type: 'string',
    min: 1,
    description:
      'PEM-formatted public key (SPKI and PKCS1) or X509 certificate. Must be JSON escaped.',
  },
  subject_dn: {type: 'string', min: 1, max: 256},
  alg: {type: 'string', enum: ['RS256', 'RS384', 'PS256']},
  kid: {type: 'string', pattern: '^[0-9a-zA-Z_-]{10,64}$'},
  expires_at: {type: 'string', format: 'date-time'},
  parse_expiry_from_cert: {type: 'boolean'},
} as const satisfies Properties;

export const newCredential = {
  type: 'object',
  required: ['credential_type'],
  properties: {
    ...common,
    credential_type: {type: 'string', enum: credentialTypes.map(({type}) => type)},
  },
} as const satisfies Rule;

export type NewCredential = ValueOf<typeof newCredential>;

const {name, pem, subject_dn, ...keyFields} = common;

export const publicKey = {
  type: 'object',
  required: ['credential_type', 'pem'],
  properties: {
    credential_type: {type: 'string', enum: ['public_key']},
    name,
    pem,
    ...keyFields,
  },
} as const satisfies Rule;

const certificateSubject = {
  type: 'object',
  required: ['credential_type'],
  properties: {
    credential_type: {type: 'string', enum: ['cert_subject_dn']},
    name,
    pem,
    subject_dn,
  },
} as const satisfies Rule;

const certificate = {
  type: 'object',
  required: ['credential_type'],
  properties: {
    credential_type: {type: 'string', enum: ['x509_cert']},
    name,
    pem,
  },
} as const satisfies Rule;

function method<const Items extends Rule>(items: Items) {
  const credentials = {type: 'array', min: 1, max: maxCredentials, items} as const;
  return {type: 'object', required: ['credentials'], properties: {credentials}} as const;
}

/** For a create: one method [docs: "Credential Settings"] with complete credentials. */
export const newMethods = {
  type: 'object',
  min: 1,
  max: 1,
  properties: {
    private_key_jwt: method(publicKey),
    tls_client_auth: method(certificateSubject),
    self_signed_tls_client_auth: method(certificate),
  },
} as const satisfies Rule;

export type NewMethods = ValueOf<typeof newMethods>;

export const credentialId = {
  type: 'object',
  required: ['id'],
  properties: {id: {type: 'string', min: 1, description: 'Credential ID'}},
} as const satisfies Rule;

const reference = method(credentialId);

/** For an update: one method with the ids of existing credentials [sdk]. */
export const methodsById = {
  ...newMethods,
  nullable: true,
  properties: {
    private_key_jwt: reference,
    tls_client_auth: reference,
    self_signed_tls_client_auth: reference,
  },
} as const satisfies Rule;

export type AuthenticationMethods = NonNullable<ValueOf<typeof methodsById>>;
