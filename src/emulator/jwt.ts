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
import {isJsonObject, type JsonObject, type TokenEncryption} from './records.js';

/** Uses only `node:crypto`, so that tests can verify it with an independent library. */
export function signJwt(
  header: JsonObject & {readonly alg: string},
  payload: JsonObject,
  key: KeyObject | string,
): string {
  const content = `${encode(header)}.${encode(payload)}`;
  return `${content}.${signature(header.alg, content, key).toString('base64url')}`;
}

function signature(alg: string, content: string, key: KeyObject | string): Buffer {
  if (typeof key === 'string') return createHmac('sha256', key).update(content).digest();
  const hash = alg === 'RS512' ? 'sha512' : 'sha256';
  if (alg !== 'PS256') return sign(hash, Buffer.from(content), key);
  const padding = constants.RSA_PKCS1_PSS_PADDING;
  return sign(hash, Buffer.from(content), {key, padding, saltLength: 32});
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

type KeyType = 'rsa' | 'ec';

/** Asymmetric algorithms and their key types. */
const algorithms: ReadonlyMap<string, {hash: string; type: KeyType; pss?: true}> = new Map([
  ['RS256', {hash: 'sha256', type: 'rsa'}],
  ['RS384', {hash: 'sha384', type: 'rsa'}],
  ['RS512', {hash: 'sha512', type: 'rsa'}],
  ['PS256', {hash: 'sha256', type: 'rsa', pss: true}],
  ['ES256', {hash: 'sha256', type: 'ec'}],
]);

/** `alg` is the expected algorithm; the header's own must match it. */
export function isSignedBy(jwt: DecodedJwt, key: KeyObject, alg: string): boolean {
  const algorithm = algorithms.get(alg);
  if (algorithm === undefined || jwt.header.alg !== alg) return false;
  if (key.asymmetricKeyType !== algorithm.type) return false;
  const padding = algorithm.pss
    ? {padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST}
    : {};
  const signer = {key, dsaEncoding: 'ieee-p1363' as const, ...padding};
  return verify(algorithm.hash, Buffer.from(jwt.content), signer, jwt.signature);
}

export function sameSecret(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function encode(value: JsonObject): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function decode(part: string): JsonObject | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(part, 'base64url').toString());
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

const oaepHashes = new Map([
  ['RSA-OAEP-256', 'sha256'],
  ['RSA-OAEP-384', 'sha384'],
  ['RSA-OAEP-512', 'sha512'],
]);

/**
 * Wraps a signed token in a compact JWE [docs: "JSON Web Encryption"]: the API's RSA-OAEP variant
 * for the key, A256GCM for the content.
 */
export function encryptJwt(jwt: string, {encryption_key}: TokenEncryption): string {
  const {alg, kid, pem} = encryption_key;
  const header = {alg, enc: 'A256GCM', cty: 'JWT', ...(kid !== undefined && {kid})};
  const protectedHeader = Buffer.from(JSON.stringify(header)).toString('base64url');
  const [contentKey, iv] = [randomBytes(32), randomBytes(12)];
  const cipher = createCipheriv('aes-256-gcm', contentKey, iv);
  cipher.setAAD(Buffer.from(protectedHeader));
  const content = Buffer.concat([cipher.update(jwt), cipher.final()]);
  const wrapped = publicEncrypt(
    {
      key: createPublicKey(pem),
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: oaepHashes.get(alg) ?? 'sha256',
    },
    contentKey,
  );
  const parts = [wrapped, iv, content, cipher.getAuthTag()];
  return [protectedHeader, ...parts.map(part => part.toString('base64url'))].join('.');
}

/** The RSA public key in a PEM key or certificate; undefined if there is none. */
export function parseRsaPublicKey(pem: string): KeyObject | undefined {
  try {
    // `createPublicKey` would accept a private key and derive its public half.
    if (/PRIVATE KEY/.test(pem)) return undefined;
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}
