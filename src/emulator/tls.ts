import {generateKeyPair} from 'node:crypto';
import {promisify} from 'node:util';
import {selfSigned} from './certificate.js';

const loopback = [127, 0, 0, 1];

/**
 * A key and a certificate of its own for 127.0.0.1, as PEM, for clients that insist on https;
 * `host`: another name that clients know it by.
 */
export async function tlsIdentity(
  host?: string,
): Promise<{readonly key: string; readonly cert: string}> {
  const {publicKey, privateKey} = await promisify(generateKeyPair)('rsa', {modulusLength: 2048});
  const {x5c} = selfSigned('127.0.0.1', publicKey, privateKey, [
    loopback,
    ...(host === undefined ? [] : [host]),
  ]);
  const lines = x5c.match(/.{1,64}/g) ?? [];
  return {
    key: privateKey.export({type: 'pkcs8', format: 'pem'}).toString(),
    cert: `-----BEGIN CERTIFICATE-----\n${lines.join('\n')}\n-----END CERTIFICATE-----\n`,
  };
}
