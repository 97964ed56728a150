import {generateKeyPair, type KeyObject} from 'node:crypto';
import {promisify} from 'node:util';
import {createCertificate} from './certificate.js';
import type {JsonObject} from './records.js';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A tenant signs with `current` and publishes `next` in advance (section 8). */
export interface SigningKeys {
  readonly current: Promise<SigningKey>;
  readonly next: Promise<SigningKey>;
}

const generateKeyPairAsync = promisify(generateKeyPair);

const keys = new Map<string, Promise<SigningKey>>();

/**
 * Shared by all tenants of the process, because generating a key takes 50 to 400 ms and tests start
 * many tenants. Their tokens still differ in `iss` and `aud`.
 */
function sharedKey(kid: string): Promise<SigningKey> {
  const key = keys.get(kid) ?? generateKey(kid);
  keys.set(kid, key);
  return key;
}

async function generateKey(kid: string): Promise<SigningKey> {
  return {kid, ...(await generateKeyPairAsync('rsa', {modulusLength: 2048}))};
}

export function signingKeys(): SigningKeys {
  const current = sharedKey('dEm0tEnAnTcUrReNtKeY1');
  return {current, next: current.then(() => sharedKey('dEm0tEnAnTnExTkEyId02'))};
}

/** Another tenant's key, for tokens that must be rejected. */
export function otherTenantKey(): Promise<SigningKey> {
  return sharedKey('sTrAnGeRsKeYaNoThErTe');
}

export type KeyHolder = 'admin' | 'job' | 'api';

/** The key pair of an application or API. */
export function keyPairOf(holder: KeyHolder): Promise<SigningKey> {
  return sharedKey(`dEm0${holder}KeYoFaNaPpLiCaTiOn`);
}

export function privatePem({privateKey}: SigningKey): string {
  return privateKey.export({type: 'pkcs8', format: 'pem'}).toString();
}

export function publicPem({publicKey}: SigningKey): string {
  return publicKey.export({type: 'spki', format: 'pem'}).toString();
}

export async function jwks(keys: SigningKeys, commonName: string): Promise<JsonObject> {
  const both = [await keys.current, await keys.next];
  return {keys: both.map(key => jwk(key, commonName))};
}

/** `alg` is the tenant's, normally RS256, even if an API signs with PS256 (section 8). */
function jwk({kid, publicKey, privateKey}: SigningKey, commonName: string): JsonObject {
  const {n = '', e = ''} = publicKey.export({format: 'jwk'});
  const {x5t, x5c} = createCertificate(commonName, publicKey, privateKey);
  return {kty: 'RSA', use: 'sig', alg: 'RS256', kid, n, e, x5t, x5c: [x5c]};
}
