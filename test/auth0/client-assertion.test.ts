import {generateKeyPairSync, type KeyObject} from 'node:crypto';
import {decodeJwt, decodeProtectedHeader} from 'jose';
import {describe, expect, it, onTestFinished} from 'vitest';
import {parseAddress} from '../../src/auth0/address.js';
import {connect} from '../../src/auth0/connect.js';
import {readSigningKey, signClientAssertion} from '../../src/auth0/token-endpoint.js';
import {type DemoTenantOptions, startDemoTenant} from '../../src/emulator/server.js';
import type {SigningKey} from '../../src/model/credentials.js';
import {foreignTextMinLength, maskSecrets} from '../../src/model/secrets/known-secrets.js';

const {privateKey, publicKey} = generateKeyPairSync('rsa', {modulusLength: 2048});
const pkcs8 = privateKey.export({type: 'pkcs8', format: 'pem'}).toString();
const pkcs1 = privateKey.export({type: 'pkcs1', format: 'pem'}).toString();

function keyIn(pem: string, alg?: string): SigningKey {
  const read = readSigningKey(pem, alg);
  if (read.kind === 'ok') return read.key;
  throw new Error(read.why);
}

function whyOf(pem: string, alg?: string): string {
  const read = readSigningKey(pem, alg);
  return read.kind === 'invalid' ? read.why : 'ok';
}

async function signInWithKey(settings: DemoTenantOptions = {}) {
  const tenant = await startDemoTenant({
    ...settings,
    settings: {adminSignsInWith: 'private-key', ...settings.settings},
  });
  onTestFinished(() => tenant.close());
  const address = parseAddress(tenant.url, {customDomain: 'refuse'});
  const pem = tenant.privateKeys.get(tenant.clientId) ?? '';
  const signIn = (signingKey: SigningKey) =>
    connect({
      address,
      credentials: {kind: 'private-key', clientId: tenant.clientId, signingKey},
    });
  return {tenant, pem, signIn};
}

describe('readSigningKey', () => {
  it.each([
    ['PKCS#8', pkcs8],
    ['PKCS#1', pkcs1],
    ['CRLF', pkcs8.replaceAll('\n', '\r\n')],
    ['without the last line break', pkcs8.trimEnd()],
    ['in one line, with \\n', pkcs8.trimEnd().replaceAll('\n', '\\n')],
    ['in quotes', `"${pkcs8.replaceAll('\n', '\\n')}"`],
    ['unquoted in a shell: blanks for line breaks', pkcs8.trimEnd().replaceAll('\n', ' ')],
    ['in base64', Buffer.from(pkcs8).toString('base64')],
    ['with its certificate before it', `${publicBlock('CERTIFICATE')}${pkcs8}`],
    ['with a comment before it', `Bag Attributes\n  friendlyName: job\n${pkcs1}`],
  ])('accepts %s', (_, pem) => {
    expect(keyIn(pem).alg).toBe('RS256');
  });

  it.each([
    ['', 'The private key is empty.'],
    [exportEncrypted('aes-256-cbc', 'pkcs8'), 'The private key is encrypted with a passphrase.'],
    [exportEncrypted('aes-128-cbc', 'pkcs1'), 'The private key is encrypted with a passphrase.'],
    [pemOf(publicKey), 'This is a public key, not a private key.'],
    ['ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABgQ me@here', 'This is a public key, not a private key.'],
    [publicBlock('CERTIFICATE'), 'This is a certificate, not a private key.'],
    [publicBlock('CERTIFICATE REQUEST'), 'This is a certificate request, not a private key.'],
    [publicBlock('OPENSSH PRIVATE KEY'), 'The private key is in OpenSSH format.'],
    [ec('pkcs8'), 'The private key is not an RSA key (EC).'],
    [ec('sec1'), 'The private key is not an RSA key (EC).'],
    [ed25519(), 'The private key is not an RSA key (ed25519).'],
    [generateShortKey(), 'The RSA key is too short: it has 1024 bits, and Auth0 requires 2048.'],
    [pkcs8 + pkcs8, 'The text contains several private keys.'],
    [pkcs8.slice(0, 600), 'The private key is cut off: its last line is missing.'],
    [pkcs8.slice(0, 300) + pkcs8.slice(600), 'The private key is damaged'],
    [corruptAt(pkcs8, 250), 'The private key is damaged'],
    [corruptAt(pkcs1, 210), 'The private key is damaged'],
    ['{"kty":"RSA"}', 'This is JSON, not a private key in PEM format.'],
    ['/etc/keys/job.pem', 'This is not a private key in PEM format.'],
    ['swordfish', 'This is not a private key in PEM format.'],
    ['\u0000\u0001\u0002', 'This is not a private key in PEM format.'],
  ])('case %#: explains what is wrong with the key', (pem, why) => {
    expect(whyOf(pem)).toContain(why);
  });

  it('accepts three signing algorithms', () => {
    expect(['RS256', 'rs384', 'PS256'].map(alg => keyIn(pkcs8, alg).alg)).toEqual([
      'RS256',
      'RS384',
      'PS256',
    ]);
    expect(whyOf(pkcs8, 'ES256')).toBe('“ES256” is not a signing algorithm for client assertions.');
  });

  it('registers every line of the key as a secret, in any encoding', () => {
    const {privateKey: other} = generateKeyPairSync('rsa', {modulusLength: 2048});
    const pem = other.export({type: 'pkcs8', format: 'pem'}).toString();
    const key = keyIn(pem.replaceAll('\n', '\\n'));
    for (const line of pem.split('\n').slice(1, -3)) {
      expect(maskSecrets(`a ${line} b`, {minLength: foreignTextMinLength})).not.toContain(
        line.slice(8, 40),
      );
    }
    expect(JSON.stringify(key)).not.toContain(pem.slice(100, 132));
  });
});

describe('a client assertion', () => {
  it('has the client ID as issuer and subject, the tenant as audience, one minute to live and a unique jti', async () => {
    const ask = {clientId: 'abc', audience: 'https://acme.eu.auth0.com/'};
    const assertions = await Promise.all(
      Array.from({length: 20}, () => signClientAssertion(keyIn(pkcs8, 'PS256'), ask)),
    );
    const claims = assertions.map(jwt => decodeJwt(jwt));
    expect(decodeProtectedHeader(assertions[0] ?? '')).toEqual({alg: 'PS256', typ: 'JWT'});
    for (const {iss, sub, aud, iat = 0, exp} of claims) {
      expect({iss, sub, aud}).toEqual({iss: 'abc', sub: 'abc', aud: ask.audience});
      expect(exp).toBe(iat + 60);
    }
    expect(new Set(claims.map(({jti}) => jti)).size).toBe(20);
  });

  it('signs in, and appears in no logged request', async () => {
    const {tenant, pem, signIn} = await signInWithKey();
    const {reader, permissions, ownClientId} = await signIn(keyIn(pem));
    expect(permissions).toContain('read:clients');
    expect(ownClientId).toBe(tenant.clientId);
    await reader.clients(0);
    expect(tenant.requests.filter(({path}) => path === '/oauth/token')).toHaveLength(1);
  });

  it('is signed again for each retry, because Auth0 refuses a used jti', async () => {
    const {tenant, pem, signIn} = await signInWithKey({
      faults: [{kind: 'reset-after', path: '/oauth/token', nth: 1}],
    });
    await signIn(keyIn(pem));
    expect(tenant.requests.filter(({path}) => path === '/oauth/token')).toHaveLength(2);
  });

  it('is signed again for each token of a long run', async () => {
    const {tenant, pem, signIn} = await signInWithKey();
    const {reader} = await signIn(keyIn(pem));
    tenant.faults.add({kind: 'token-expired', path: '/api/v2/*', nth: 1});
    await reader.clients(0);
    expect(tenant.requests.filter(({path}) => path === '/oauth/token')).toHaveLength(2);
  });

  it('signed with an unregistered key is reported as such', async () => {
    const {signIn} = await signInWithKey();
    await expect(signIn(keyIn(pkcs8))).rejects.toMatchObject({
      code: 'wrong_credentials',
      message: expect.stringContaining('with this private key'),
    });
  });

  it('signed with another algorithm is reported as such', async () => {
    const {pem, signIn} = await signInWithKey();
    await expect(signIn(keyIn(pem, 'PS256'))).rejects.toMatchObject({code: 'wrong_credentials'});
  });
});

function pemOf(key: KeyObject): string {
  return key.export({type: 'spki', format: 'pem'}).toString();
}

/** Only its PEM label is checked. */
function publicBlock(label: string): string {
  return `-----BEGIN ${label}-----\nMIIDazCCAlOgAwIBAgIU\n-----END ${label}-----\n`;
}

function exportEncrypted(cipher: string, type: 'pkcs1' | 'pkcs8'): string {
  return privateKey.export({type, format: 'pem', cipher, passphrase: 'open'}).toString();
}

function ec(type: 'pkcs8' | 'sec1'): string {
  const pair = generateKeyPairSync('ec', {namedCurve: 'P-256'});
  return pair.privateKey.export({type, format: 'pem'}).toString();
}

function ed25519(): string {
  return generateKeyPairSync('ed25519')
    .privateKey.export({type: 'pkcs8', format: 'pem'})
    .toString();
}

function generateShortKey(): string {
  const pair = generateKeyPairSync('rsa', {modulusLength: 1024});
  return pair.privateKey.export({type: 'pkcs8', format: 'pem'}).toString();
}

function corruptAt(pem: string, at: number): string {
  const other = pem[at] === 'A' ? 'B' : 'A';
  return pem.slice(0, at) + other + pem.slice(at + 1);
}
