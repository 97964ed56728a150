import type {AuthenticationMethod, JsonObject} from '../records.js';
import {type ObjectRule, type Rule, schema} from '../validation.js';

export type NewCredential = JsonObject & {
  readonly credential_type: string;
  readonly name?: string;
  readonly pem?: string;
  readonly subject_dn?: string;
  readonly alg?: string;
  readonly kid?: string;
  readonly expires_at?: string;
  readonly parse_expiry_from_cert?: boolean;
};

export type NewMethods = JsonObject & {
  readonly [method in AuthenticationMethod]?: {readonly credentials: readonly NewCredential[]};
};

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
} satisfies {[key: string]: Rule};

/** The fields of each credential type [sdk]. */
function credential(type: string, fields: readonly (keyof typeof common)[]): ObjectRule {
  const properties: {[key: string]: Rule} = {credential_type: {type: 'string', enum: [type]}};
  for (const field of fields) properties[field] = common[field];
  return {type: 'object', required: ['credential_type'], properties};
}

export const publicKey: ObjectRule = {
  ...credential('public_key', [
    'name',
    'pem',
    'alg',
    'kid',
    'expires_at',
    'parse_expiry_from_cert',
  ]),
  required: ['credential_type', 'pem'],
};

function method(items: ObjectRule): ObjectRule {
  return {
    type: 'object',
    required: ['credentials'],
    properties: {credentials: {type: 'array', min: 1, max: 2, items}},
  };
}

/** For a create: one method [docs: "Credential Settings"] with complete credentials. */
export const newMethods = {
  type: 'object',
  min: 1,
  max: 1,
  properties: {
    private_key_jwt: method(publicKey),
    tls_client_auth: method(credential('cert_subject_dn', ['name', 'pem', 'subject_dn'])),
    self_signed_tls_client_auth: method(credential('x509_cert', ['name', 'pem'])),
  },
} satisfies Rule;

export const credentialId: ObjectRule = {
  type: 'object',
  required: ['id'],
  properties: {id: {type: 'string', min: 1, description: 'Credential ID'}},
};

const reference = method(credentialId);

/** For an update: one method with the ids of existing credentials [sdk]. */
export const methodsById = {
  type: 'object',
  min: 1,
  max: 1,
  nullable: true,
  properties: {
    private_key_jwt: reference,
    tls_client_auth: reference,
    self_signed_tls_client_auth: reference,
  },
} satisfies Rule;

export const newCredential = schema<NewCredential>({
  required: ['credential_type'],
  properties: {
    ...common,
    credential_type: {type: 'string', enum: ['public_key', 'cert_subject_dn', 'x509_cert']},
  },
});
