import {createHash, createSign, generateKeyPair, type KeyObject} from 'node:crypto';
import {promisify} from 'node:util';

/**
 * A self-signed X.509 certificate for a tenant key, in DER: Auth0's JWKS carries one as `x5c` and
 * its thumbprint as `x5t` (section 8). Written out by hand, because Node reads certificates but
 * does not make them.
 */
export function createCertificate(
  commonName: string,
  publicKey: KeyObject,
  privateKey: KeyObject,
  /** Left out for a signing key; a server's certificate names where it answers. */
  answersAt: readonly AlternativeName[] = [],
): {readonly x5c: string; readonly x5t: string} {
  const name = sequence(set(sequence(oid('550403'), der(0x0c, Buffer.from(commonName)))));
  const algorithm = sequence(oid('2a864886f70d01010b'), der(0x05));
  const validity = sequence(utcTime('200101000000Z'), utcTime('491231235959Z'));
  const body = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))),
    der(0x02, Buffer.from([1])),
    algorithm,
    name,
    validity,
    name,
    publicKey.export({type: 'spki', format: 'der'}),
    ...subjectAltName(answersAt),
  );
  const signature = createSign('RSA-SHA256').update(body).sign(privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.from([0]), signature));
  return {
    x5c: certificate.toString('base64'),
    x5t: createHash('sha1').update(certificate).digest('base64url'),
  };
}

/** The four numbers of an IP address, or a host's name. */
export type AlternativeName = readonly number[] | string;

/** RFC 5280, section 4.2.1.6. */
function subjectAltName(answersAt: readonly AlternativeName[]): readonly Buffer[] {
  if (answersAt.length === 0) return [];
  const names = sequence(
    ...answersAt.map(name =>
      typeof name === 'string' ? der(0x82, Buffer.from(name)) : der(0x87, Buffer.from(name)),
    ),
  );
  return [der(0xa3, sequence(sequence(oid('551d11'), der(0x04, names))))];
}

function der(tag: number, ...parts: readonly Buffer[]): Buffer {
  const content = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([tag, ...encodeLength(content)]), content]);
}

function encodeLength(content: Buffer): readonly number[] {
  const {length} = content;
  if (length < 0x80) return [length];
  return length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
}

const sequence = (...parts: readonly Buffer[]) => der(0x30, ...parts);
const set = (...parts: readonly Buffer[]) => der(0x31, ...parts);
const oid = (hex: string) => der(0x06, Buffer.from(hex, 'hex'));
const utcTime = (text: string) => der(0x17, Buffer.from(text));

const loopback = [127, 0, 0, 1];

/**
 * A key and a certificate of its own for 127.0.0.1, as PEM, for clients that insist on https;
 * `host`: another name that clients know it by.
 */
export async function createTlsIdentity(
  host?: string,
): Promise<{readonly key: string; readonly cert: string}> {
  const {publicKey, privateKey} = await promisify(generateKeyPair)('rsa', {modulusLength: 2048});
  const {x5c} = createCertificate('127.0.0.1', publicKey, privateKey, [
    loopback,
    ...(host === undefined ? [] : [host]),
  ]);
  const lines = x5c.match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}
