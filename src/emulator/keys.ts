import {generateKeyPair, type KeyObject} from 'node:crypto';
import {promisify} from 'node:util';
import {selfSigned} from './certificate.js';
import type {JsonObject} from './records.js';

export interface SigningKey {
  readonly kid: string;
  readonly privateKey: KeyObject;
  readonly publicKey: KeyObject;
}

/** A tenant signs with the current key and already publishes the next one (section 8). */
export interface SigningKeys {
  readonly current: Promise<SigningKey>;
  readonly next: Promise<SigningKey>;
}

const generate = promisify(generateKeyPair);

async function generateKey(kid: string): Promise<SigningKey> {
  return {kid, ...(await generate('rsa', {modulusLength: 2048}))};
}

let ofThisProcess: SigningKeys | undefined;

/**
 * Generated in the background, once a process: a key costs 50 to 400 ms, and tests start many
 * tenants. Tokens of two tenants in one process still differ in `iss` and `aud`.
 */
export function signingKeys(): SigningKeys {
  if (ofThisProcess === undefined) {
    const current = generateKey('dEm0tEnAnTcUrReNtKeY1');
    const next = current.then(() => generateKey('dEm0tEnAnTnExTkEyId02'));
    ofThisProcess = {current, next};
  }
  return ofThisProcess;
}

let stranger: Promise<SigningKey> | undefined;

/** The key of some other tenant, with the `kid` of ours or not: for tokens that must not pass. */
export function strangersKey(): Promise<SigningKey> {
  stranger ??= generateKey('sTrAnGeRsKeYaNoThErTe');
  return stranger;
}

export type KeyHolder = 'admin' | 'job' | 'api';

const pairs = new Map<KeyHolder, Promise<SigningKey>>();

/** The key pair of an application, or of the API that tokens are encrypted for; once a process, as the tenant's own. */
export function keyPairOf(holder: KeyHolder): Promise<SigningKey> {
  const pair = pairs.get(holder) ?? generateKey(`dEm0${holder}KeYoFaNaPpLiCaTiOn`);
  pairs.set(holder, pair);
  return pair;
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

/** `alg` is the tenant's, normally RS256, even where an API signs with PS256 (section 8). */
function jwk({kid, publicKey, privateKey}: SigningKey, commonName: string): JsonObject {
  const {n = '', e = ''} = publicKey.export({format: 'jwk'});
  const {x5t, x5c} = selfSigned(commonName, publicKey, privateKey);
  return {kty: 'RSA', use: 'sig', alg: 'RS256', kid, n, e, x5t, x5c: [x5c]};
}
