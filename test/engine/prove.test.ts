import {exportJWK, generateKeyPair, SignJWT} from 'jose';
import {expect, test} from 'vitest';
import type {Desired} from '../../src/engine/desired.js';
import {Problem} from '../../src/engine/problem.js';
import type {Check} from '../../src/engine/proof.js';
import {prove} from '../../src/engine/prove.js';
import {Secret} from '../../src/engine/secret.js';
import type {PublicKey, TokenEndpoint} from '../../src/engine/token-endpoint.js';
import {documented} from '../../src/scenario/blueprint.js';

const issuer = 'https://acme.eu.auth0.com/';
const pair = await generateKeyPair('RS256');
const other = await generateKeyPair('RS256');
const published: PublicKey = {...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256'};
const now = Math.floor(Date.now() / 1000);

const good = {
  iss: issuer,
  aud: documented.resourceServer.identifier,
  scope: 'batch:upload',
  azp: 'job',
  iat: now,
  exp: now + 86_400,
};

interface Token {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: Parameters<SignJWT['sign']>[0];
  readonly alg?: string;
}

async function signed({claims = {}, header = {}, key = pair.privateKey, alg = 'RS256'}: Token) {
  const all: Record<string, unknown> = {...good, ...claims};
  return await new SignJWT(all)
    .setProtectedHeader({alg, kid: 'k1', typ: 'JWT', ...header})
    .sign(key);
}

function endpointFor(jwt: string): TokenEndpoint {
  return {
    issuer,
    clientCredentials: async () => ({
      accessToken: new Secret(jwt),
      scope: 'batch:upload',
      expiresIn: 86_400,
    }),
    keys: async () => [published],
  };
}

async function proofOf(token: Token, desired: Desired = documented, signingSecret?: string) {
  return await prove({
    endpoint: endpointFor(await signed(token)),
    desired,
    clientId: 'job',
    clientSecret: new Secret('s'),
    tokenLifetime: 86_400,
    ...(signingSecret !== undefined && {signingSecret: new Secret(signingSecret)}),
  });
}

function failed(checks: readonly Check[]): readonly string[] {
  return checks.filter(({result}) => result === 'failed').map(({name}) => name);
}

test('a token as the API expects it is proved, claim by claim', async () => {
  const {result, checks} = await proofOf({});
  expect(result).toBe('proved');
  expect(checks.map(({name}) => name)).toEqual([
    'signature',
    'iss',
    'aud',
    'scope',
    'azp',
    'lifetime',
  ]);
});

test.each<[string, Token, string]>([
  ['made with another key', {key: other.privateKey}, 'signature'],
  ['of a key that is not published', {header: {kid: 'k2'}}, 'signature'],
  [
    'signed in another algorithm',
    {alg: 'PS256', key: (await generateKeyPair('PS256')).privateKey},
    'signature',
  ],
  [
    'signed with a secret that is the public key',
    {alg: 'HS256', key: new TextEncoder().encode('x'.repeat(32))},
    'signature',
  ],
  ['of another tenant', {claims: {iss: 'https://evil.eu.auth0.com/'}}, 'iss'],
  ['for another API', {claims: {aud: 'https://other.example.com'}}, 'aud'],
  ['for two APIs', {claims: {aud: [good.aud, 'https://acme.eu.auth0.com/userinfo']}}, 'aud'],
  ['with a permission too many', {claims: {scope: 'batch:upload delete:timesheets'}}, 'scope'],
  ['without its permission', {claims: {scope: undefined}}, 'scope'],
  ['of another application', {claims: {azp: 'somebody'}}, 'azp'],
  ['of the other profile', {claims: {azp: undefined, client_id: 'job'}}, 'azp'],
  ['that is another kind of token', {header: {typ: 'at+jwt'}}, 'typ'],
  ['that lives longer than the API says', {claims: {exp: now + 90_000}}, 'lifetime'],
  ['that is over', {claims: {iat: now - 90_000, exp: now - 3_600}}, 'lifetime'],
])('a token %s fails, and in that alone', async (_, token, name) => {
  const {result, checks} = await proofOf(token);
  expect(result).toBe('not-proved');
  expect(failed(checks)).toEqual([name]);
});

test('under RFC 9068 the application is in client_id, and the type is at+jwt', async () => {
  const desired = {
    ...documented,
    resourceServer: {...documented.resourceServer, tokenProfile: 'rfc9068'},
  } as const;
  const token = {claims: {azp: undefined, client_id: 'job'}, header: {typ: 'at+jwt'}};
  expect((await proofOf(token, desired)).result).toBe('proved');
  expect(failed((await proofOf({}, desired)).checks)).toEqual(['client_id']);
});

test('under HS256 the secret of the API checks it; without that there is no proof', async () => {
  const desired = {
    ...documented,
    resourceServer: {...documented.resourceServer, signingAlg: 'HS256'},
  } as const;
  const secret = 'the secret of the API, 32 letters.';
  const token = {alg: 'HS256', key: new TextEncoder().encode(secret)};
  expect((await proofOf(token, desired, secret)).result).toBe('proved');
  expect(failed((await proofOf(token, desired, `${secret}!`)).checks)).toEqual(['signature']);
  await expect(proofOf(token, desired)).rejects.toBeInstanceOf(Problem);
});

test('what is no JWT proves nothing', async () => {
  const proof = await prove({
    endpoint: endpointFor('opaque'),
    desired: documented,
    clientId: 'job',
    clientSecret: new Secret('s'),
  });
  expect(proof).toMatchObject({result: 'not-proved', checks: [{name: 'signature'}]});
});
