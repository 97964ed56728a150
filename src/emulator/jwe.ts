import {
  constants,
  createCipheriv,
  createPublicKey,
  type KeyObject,
  publicEncrypt,
  randomBytes,
} from 'node:crypto';
import type {TokenEncryption} from './records.js';

const hashes = new Map([
  ['RSA-OAEP-256', 'sha256'],
  ['RSA-OAEP-384', 'sha384'],
  ['RSA-OAEP-512', 'sha512'],
]);

/**
 * The signed token inside a JWE of five parts, which only the API's key opens [docs: "JSON Web
 * Encryption"]: RSA-OAEP by the API's setting, A256GCM for the content.
 */
export function encryptedJwt(jwt: string, {encryption_key}: TokenEncryption): string {
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
      oaepHash: hashes.get(alg) ?? 'sha256',
    },
    contentKey,
  );
  const parts = [wrapped, iv, content, cipher.getAuthTag()];
  return [protectedHeader, ...parts.map(part => part.toString('base64url'))].join('.');
}

/** The RSA key of a PEM (a certificate's as well); undefined where it holds none. */
export function rsaKeyIn(pem: string): KeyObject | undefined {
  try {
    // A private key would be taken as well: its public half can be derived.
    if (/PRIVATE KEY/.test(pem)) return undefined;
    const key = createPublicKey(pem);
    return key.asymmetricKeyType === 'rsa' ? key : undefined;
  } catch {
    return undefined;
  }
}
