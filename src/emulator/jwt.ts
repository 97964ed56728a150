import {
  constants,
  createCipheriv,
  createHmac,
  createPublicKey,
  type KeyObject,
  publicEncrypt,
  randomBytes,
  sign,
  timingSafeEqual,
  verify,
} from 'node:crypto';
import {attempt, isJsonObject, type JsonObject, type ResourceServer} from './records.js';

const pss = {
  padding: constants.RSA_PKCS1_PSS_PADDING,
  saltLength: constants.RSA_PSS_SALTLEN_DIGEST,
};
const ieee = {dsaEncoding: 'ieee-p1363'} as const;

/** Asymmetric algorithms: the key's type, and how to sign and verify. */
const algorithms = new Map([
  ['RS256', {type: 'rsa', hash: 'sha256', options: {}}],
  ['RS384', {type: 'rsa', hash: 'sha384', options: {}}],
  ['RS512', {type: 'rsa', hash: 'sha512', options: {}}],
  ['PS256', {type: 'rsa', hash: 'sha256', options: pss}],
  ['ES256', {type: 'ec', hash: 'sha256', options: ieee}],
]);

/**
 * Uses only `node:crypto`, so that tests can verify it with an independent library. A string as key
 * is a secret, for HS256.
 */
export function signJwt(
  header: JsonObject & {readonly alg: string},
  payload: JsonObject,
  key: KeyObject | string,
): string {
  const content = `${encode(header)}.${encode(payload)}`;
  const {hash, options} = algorithms.get(header.alg) ?? {};
  const signature =
    typeof key === 'string'
      ? createHmac('sha256', key).update(content).digest()
      : sign(hash, Buffer.from(content), {key, ...options});
  return `${content}.${signature.toString('base64url')}`;
}

export interface DecodedJwt {
  readonly header: JsonObject;
  readonly payload: JsonObject;
  readonly content: string;
  readonly signature: Buffer;
}

export function decodeJwt(token: string): DecodedJwt | undefined {
  const [head = '', body = '', tail = '', ...more] = token.split('.');
  const header = decode(head);
  const payload = decode(body);
  if (header === undefined || payload === undefined || more.length > 0) return undefined;
  return {header, payload, content: `${head}.${body}`, signature: Buffer.from(tail, 'base64url')};
}

/** `alg` is the expected algorithm; the header's own must match it. */
export function isSignedBy(jwt: DecodedJwt, key: KeyObject, alg: string): boolean {
  const algorithm = algorithms.get(alg);
  if (algorithm === undefined || jwt.header.alg !== alg) return false;
  if (key.asymmetricKeyType !== algorithm.type) return false;
  const {hash, options} = algorithm;
  return verify(hash, Buffer.from(jwt.content), {key, ...options}, jwt.signature);
}

export function sameSecret(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): JsonObject | undefined {
  const value: unknown = attempt(() => JSON.parse(Buffer.from(part, 'base64url').toString()));
  return isJsonObject(value) ? value : undefined;
}

type TokenEncryption = NonNullable<ResourceServer['token_encryption']>;

/**
 * Wraps a signed token in a compact JWE [docs: "JSON Web Encryption"]: the API's RSA-OAEP variant
 * for the key, A256GCM for the content.
 */
export function encryptJwt(jwt: string, {encryption_key}: TokenEncryption): string {
  const {alg, kid, pem} = encryption_key;
  const header = encode({alg, enc: 'A256GCM', cty: 'JWT', ...(kid !== undefined && {kid})});
  const [contentKey, iv] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv);
  cipher.setAAD(Buffer.from(header));
  const content = Buffer.concat([cipher.update(jwt), cipher.final()]);
  const wrapped = publicEncrypt(
    {
      key: createPublicKey(pem),
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: `sha${alg.slice(-3)}`,
    },
    contentKey,
  );
  const parts = [wrapped, iv, content, cipher.getAuthTag()];
  return [header, ...parts.map(part => part.toString('base64url'))].join('.');
}

/** The RSA public key in a PEM key or certificate; undefined if there is none. */
export function parseRsaPublicKey(pem: string): KeyObject | undefined {
  // `createPublicKey` would accept a private key and derive its public half.
  if (/PRIVATE KEY/.test(pem)) return undefined;
  const key = attempt(() => createPublicKey(pem));
  return key?.asymmetricKeyType === 'rsa' ? key : undefined;
}
