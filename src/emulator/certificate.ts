import {createHash, createSign, generateKeyPair, type KeyObject} from 'node:crypto';
import {promisify} from 'node:util';

/**
 * A self-signed X.509 certificate, DER-encoded by hand because Node only reads certificates.
 * Auth0's JWKS has one as `x5c` and its thumbprint as `x5t` (section 8).
 */
export function createCertificate(
  commonName: string,
  publicKey: KeyObject,
  privateKey: KeyObject,
  /** Host names and IP addresses of a TLS server; empty for a signing key. */
  hosts: readonly AlternativeName[] = [],
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
    ...subjectAltName(hosts),
  );
  const signature = createSign('RSA-SHA256').update(body).sign(privateKey);
  const certificate = sequence(body, algorithm, der(0x03, Buffer.from([0]), signature));
  return {
    x5c: certificate.toString('base64'),
    x5t: createHash('sha1').update(certificate).digest('base64url'),
  };
}

/** The four bytes of an IPv4 address, or a host name. */
type AlternativeName = readonly number[] | string;

/** RFC 5280, section 4.2.1.6. */
function subjectAltName(hosts: readonly AlternativeName[]): readonly Buffer[] {
  if (hosts.length === 0) return [];
  const names = sequence(
    ...hosts.map(name =>
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

/** A fresh key and certificate for 127.0.0.1 and, if given, another `host`; both as PEM. */
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
