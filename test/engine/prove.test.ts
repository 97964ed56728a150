import {base64url, CompactSign, exportJWK, generateKeyPair, importJWK, SignJWT} from 'jose';
import {describe, expect, it, test} from 'vitest';
import type {Check} from '../../src/engine/proof.js';
import {prove} from '../../src/engine/prove.js';
import type {IssuedToken, PublicKey, TokenEndpoint} from '../../src/engine/token-endpoint.js';
import type {Desired} from '../../src/model/blueprint.js';
import {Problem} from '../../src/model/errors.js';
import {Secret} from '../../src/model/secrets/secret.js';
import {documented} from '../../src/scenario/documented.js';

const issuer = 'https://acme.eu.auth0.com/';
const pair = await generateKeyPair('RS256', {extractable: true});
const other = await generateKeyPair('RS256');
const published: PublicKey = {...(await exportJWK(pair.publicKey)), kid: 'k1', alg: 'RS256'};
const now = Math.floor(Date.now() / 1000);

const good = {
  iss: issuer,
  aud: documented.resourceServer.identifier,
  scope: 'batch:upload',
  azp: 'job',
  sub: 'job@clients',
  jti: 'one-of-a-kind',
  iat: now,
  exp: now + 86_400,
};

interface Token {
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly header?: Readonly<Record<string, unknown>>;
  readonly key?: Parameters<SignJWT['sign']>[0];
  readonly alg?: string;
}

async function signToken({claims = {}, header = {}, key = pair.privateKey, alg = 'RS256'}: Token) {
  const all: Record<string, unknown> = {...good, ...claims};
  return await new SignJWT(all)
    .setProtectedHeader({alg, kid: 'k1', typ: 'JWT', ...header})
    .sign(key);
}

function endpointFor(jwt: string, {answer = {}, keys = [published]}: Answered = {}): TokenEndpoint {
  return {
    issuer,
    clientCredentials: async () => ({
      accessToken: new Secret(jwt),
      scope: 'batch:upload',
      expiresIn: 86_400,
      ...answer,
    }),
    keys: async () => keys,
  };
}

interface Answered {
  readonly answer?: Partial<IssuedToken>;
  readonly keys?: readonly PublicKey[];
}

/** The proof of a given token, in the Auth0 profile with RS256. */
async function proofFor(jwt: string, answered: Answered = {}) {
  return await prove({
    endpoint: endpointFor(jwt, answered),
    desired: documented,
    clientId: 'job',
    clientSecret: new Secret('s'),
  });
}

/** Signs raw text: claims that no JSON library writes. */
async function signText(claims: string, header: object = {}): Promise<string> {
  return await new CompactSign(new TextEncoder().encode(claims))
    .setProtectedHeader({alg: 'RS256', kid: 'k1', typ: 'JWT', ...header})
    .sign(pair.privateKey);
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';

/** The same bytes with other unused bits in the last character, if it has any. */
function flipSpareBits(part: string): string {
  if (part.length % 4 === 0) return part;
  const last = alphabet.indexOf(part.at(-1) ?? '');
  return `${part.slice(0, -1)}${alphabet[last ^ 1]}`;
}

const minute = 60;

async function proofOf(token: Token, desired: Desired = documented, signingSecret?: string) {
  return await prove({
    endpoint: endpointFor(await signToken(token)),
    desired,
    clientId: 'job',
    clientSecret: new Secret('s'),
    tokenLifetime: 86_400,
    ...(signingSecret !== undefined && {signingSecret: new Secret(signingSecret)}),
  });
}

function failedNames(checks: readonly Check[]): readonly string[] {
  return checks.filter(({result}) => result === 'failed').map(({name}) => name);
}

test('proves a valid token, claim by claim', async () => {
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
  ['with a longer lifetime than the API’s', {claims: {exp: now + 90_000}}, 'lifetime'],
  ['that has expired', {claims: {iat: now - 90_000, exp: now - 3_600}}, 'lifetime'],
  ['with an nbf of tomorrow', {claims: {nbf: now + 86_400}}, 'nbf'],
  ['with an nbf in six minutes', {claims: {nbf: now + 6 * minute}}, 'nbf'],
  ['with a string as nbf', {claims: {nbf: String(now)}}, 'nbf'],
  ['issued tomorrow', {claims: {iat: now + 86_400, exp: now + 172_800}}, 'iat'],
  ['issued in six minutes', {claims: {iat: now + 360, exp: now + 86_760}}, 'iat'],
  ['without exp', {claims: {exp: undefined}}, 'lifetime'],
  ['without iat', {claims: {iat: undefined}}, 'lifetime'],
  ['without exp and iat', {claims: {iat: undefined, exp: undefined}}, 'lifetime'],
  ['with a string as exp', {claims: {exp: String(now + 86_400)}}, 'lifetime'],
  ['with null as exp', {claims: {exp: null}}, 'lifetime'],
  ['with a list as exp', {claims: {exp: [now + 86_400]}}, 'lifetime'],
  ['with an exp beyond any date', {claims: {exp: 1e300}}, 'lifetime'],
  ['with an exp in milliseconds', {claims: {exp: (now + 86_400) * 1_000}}, 'lifetime'],
  ['whose time of issue is a text', {claims: {iat: String(now)}}, 'lifetime'],
  ['that ends before it is issued', {claims: {exp: now - 1}}, 'lifetime'],
  ['without an audience', {claims: {aud: []}}, 'aud'],
  ['that is for an object', {claims: {aud: {value: good.aud}}}, 'aud'],
  ['whose scope is a list', {claims: {scope: ['batch:upload']}}, 'scope'],
  ['that is bound to a key', {claims: {cnf: {jkt: 'x'}}}, 'token_type'],
  ['that is bound to a certificate', {claims: {cnf: {'x5t#S256': 'x'}}}, 'token_type'],
  ['that is bound to a key inside it', {claims: {cnf: {jwk: {kty: 'RSA'}}}}, 'token_type'],
  ['that is bound to a named key', {claims: {cnf: {kid: 'x'}}}, 'token_type'],
  [
    'that lists a permission beyond its scope',
    {claims: {permissions: ['batch:upload', 'delete:timesheets']}},
    'permissions',
  ],
  ['whose subject is an object', {claims: {sub: {}}}, 'sub'],
  ['whose id is a number', {claims: {jti: 7}}, 'jti'],
  ['that names another application as well', {claims: {client_id: 'somebody'}}, 'client_id'],
  ['of a user', {claims: {gty: 'password'}}, 'gty'],
  ['whose subject is a user', {claims: {sub: 'auth0|63f'}}, 'sub'],
  ['whose subject is another application', {claims: {sub: 'somebody@clients'}}, 'sub'],
  ['that is marked as compressed', {header: {zip: 'DEF'}}, 'zip'],
  ['that is marked as encrypted', {header: {enc: 'A256GCM'}}, 'enc'],
  ['that is marked as nested', {header: {cty: 'JWT'}}, 'cty'],
  ['that lists no permission', {claims: {permissions: []}}, 'permissions'],
  ['whose permissions are a text', {claims: {permissions: 'batch:upload'}}, 'permissions'],
])('a token %s fails that check only', async (_, token, name) => {
  const {result, checks} = await proofOf(token);
  expect(result).toBe('not-proved');
  expect(failedNames(checks)).toEqual([name]);
});

const rfc9068 = {
  ...documented,
  resourceServer: {...documented.resourceServer, tokenProfile: 'rfc9068'},
} as const;

test.each<[string, Token, string]>([
  ['of no type', {header: {typ: undefined}}, 'typ'],
  ['of type JWT', {header: {typ: 'JWT'}}, 'typ'],
  ['without a subject', {claims: {sub: undefined}}, 'sub'],
  ['whose subject is another application', {claims: {sub: 'somebody@clients'}}, 'sub'],
  ['without an id', {claims: {jti: undefined}}, 'jti'],
  ['whose id is a number', {claims: {jti: 7}}, 'jti'],
  ['that names another application as well', {claims: {azp: 'somebody'}}, 'azp'],
])('under RFC 9068, a token %s fails that check only', async (_, {claims, header}, name) => {
  const token = {
    claims: {azp: undefined, client_id: 'job', ...claims},
    header: {typ: 'at+jwt', ...header},
  };
  expect(failedNames((await proofOf(token, rfc9068)).checks)).toEqual([name]);
});

test.each(['at+jwt', 'AT+JWT', 'application/at+jwt'])('accepts the RFC 9068 type %s', async typ => {
  const token = {claims: {azp: undefined, client_id: 'job'}, header: {typ}};
  expect((await proofOf(token, rfc9068)).result).toBe('proved');
});

test('a list of scopes is not an absent scope', async () => {
  const none = {...documented, clientGrant: {...documented.clientGrant, scope: []}};
  expect((await proofOf({claims: {scope: undefined}}, none)).result).toBe('proved');
  const {checks} = await proofOf({claims: {scope: ['delete:timesheets']}}, none);
  expect(failedNames(checks)).toEqual(['scope']);
});

test('without the API’s lifetime, rejects one beyond Auth0’s maximum', async () => {
  const tokenForDays = (days: number) => signToken({claims: {exp: now + days * 86_400}});
  expect((await proofFor(await tokenForDays(30))).result).toBe('proved');
  expect(failedNames((await proofFor(await tokenForDays(31))).checks)).toEqual(['lifetime']);
});

test('checks the permissions claim as well as scope', async () => {
  const {result, checks} = await proofOf({claims: {permissions: ['batch:upload']}});
  expect(result).toBe('proved');
  const found = 'batch:upload, and nothing else';
  expect(checks).toContainEqual({name: 'permissions', result: 'passed', found});
});

describe('clock skew', () => {
  const inSync = {claims: {iat: now + 240, nbf: now + 240, exp: now + 86_640}};

  it('tolerates five minutes', async () => {
    expect((await proofFor(await signToken(inSync))).result).toBe('proved');
    const over = {claims: {iat: now - 86_640, exp: now - 240}};
    expect((await proofFor(await signToken(over))).result).toBe('proved');
  });

  it('is mentioned in the check, tolerated or not', async () => {
    const findSkewNotes = async (token: Token, minutes: number) => {
      const answer = {serverAheadMs: minutes * 60_000};
      const {checks} = await proofFor(await signToken(token), {answer});
      return checks.flatMap(each => each.found.match(/this machine’s clock[^)]*/) ?? []);
    };
    const late = {claims: {iat: now + 720, exp: now + 87_120}};
    expect(await findSkewNotes(inSync, 4)).toEqual([
      'this machine’s clock is 4 minutes behind Auth0’s',
    ]);
    expect(await findSkewNotes({}, -90)).toEqual([
      'this machine’s clock is 90 minutes ahead of Auth0’s',
    ]);
    expect(await findSkewNotes({}, 0.5)).toEqual([]);
    expect(await findSkewNotes(late, 12)).toContain(
      'this machine’s clock is 12 minutes behind Auth0’s',
    );
  });
});

describe('the token_type', () => {
  it.each(['Bearer', 'bearer', 'BEARER'])('accepts %s, in any case', async tokenType => {
    expect((await proofFor(await signToken({}), {answer: {tokenType}})).result).toBe('proved');
  });

  it.each(['DPoP', 'mac', 'N_A', ''])('refuses “%s”', async tokenType => {
    const {result, checks} = await proofFor(await signToken({}), {answer: {tokenType}});
    expect([result, failedNames(checks)]).toEqual(['not-proved', ['token_type']]);
  });
});

describe('a critical header extension', () => {
  it.each<unknown>([['b64'], ['exp'], ['x'], [], 'x', null])('%j is rejected', async crit => {
    const [, body] = (await signToken({})).split('.');
    const header = {alg: 'RS256', kid: 'k1', typ: 'JWT', crit, b64: true, x: 1};
    const jwt = `${base64url.encode(JSON.stringify(header))}.${body}.AAAA`;
    expect(failedNames((await proofFor(jwt)).checks)).toEqual(['crit']);
  });
});

it('a token that says its claims are not encoded is rejected', async () => {
  const [, body, signature] = (await signToken({})).split('.');
  const header = base64url.encode(
    JSON.stringify({alg: 'RS256', kid: 'k1', typ: 'JWT', b64: false}),
  );
  expect(failedNames((await proofFor(`${header}.${body}.${signature}`)).checks)).toEqual(['b64']);
});

describe('the published keys', () => {
  it('the RSA key is found among others with the same kid', async () => {
    const ec = {...(await exportJWK((await generateKeyPair('ES256')).publicKey)), kid: 'k1'};
    const second = {...(await exportJWK(other.publicKey)), kid: 'k1'};
    const encryption = {...published, use: 'enc'};
    const broken = {kid: 'k1', kty: 'RSA', n: '!', e: '!'};
    const all = [ec, encryption, second, broken, published];
    for (const keys of [all, all.toReversed()]) {
      expect((await proofFor(await signToken({}), {keys})).result).toBe('proved');
    }
    const {checks} = await proofFor(await signToken({}), {keys: [ec, encryption]});
    expect(failedNames(checks)).toEqual(['signature']);
  });
});

describe('a key published for another use', () => {
  it.each([
    {use: 'enc'},
    {alg: 'RSA-OAEP-256'},
    {alg: 'RS512'},
    {alg: 'PS256'},
    {alg: 7},
    {key_ops: ['encrypt']},
    {use: undefined, key_ops: []},
  ])('%j is not used', async members => {
    const keys = [{...published, ...members}];
    const {checks} = await proofFor(await signToken({}), {keys});
    expect(checks).toContainEqual({
      name: 'signature',
      result: 'failed',
      found: 'key k1, published for another use',
      expected: 'an RSA key for RS256 in the tenant’s JWKS',
    });
  });

  it.each(['RS256', 'PS256', undefined])('a key for %s verifies PS256, as at Auth0', async alg => {
    const {resourceServer} = documented;
    const desired = {
      ...documented,
      resourceServer: {...resourceServer, signingAlg: 'PS256'},
    } as const;
    const key = await importJWK({...(await exportJWK(pair.privateKey)), alg: 'PS256'}, 'PS256');
    const proof = await prove({
      endpoint: endpointFor(await signToken({alg: 'PS256', key}), {keys: [{...published, alg}]}),
      desired,
      clientId: 'job',
      clientSecret: new Secret('s'),
    });
    expect(proof.result).toBe('proved');
  });
});

describe('a token that parsers read differently', () => {
  const text = JSON.stringify(good);

  it.each<[string, (parts: readonly string[]) => readonly string[]]>([
    ['a padded signature', ([head = '', body = '', sign]) => [head, body, `${sign}==`]],
    [
      'a signature with other spare bits',
      ([head = '', body = '', sign = '']) => [head, body, flipSpareBits(sign)],
    ],
    ['a padded header', ([head = '', ...rest]) => [`${head}=`, ...rest]],
    [
      'claims with other spare bits',
      ([head = '', body = '', sign = '']) => [head, flipSpareBits(body), sign],
    ],
  ])('%s is not proved', async (_, change) => {
    // Varying the length by a byte gives each part unused bits.
    const lengths = ['', 'x', 'xx'].map(jti => signToken({claims: {jti}}));
    for (const jwt of await Promise.all(lengths)) {
      const changed = change(jwt.split('.')).join('.');
      if (changed === jwt) continue;
      const {checks} = await proofFor(changed);
      expect(checks).toMatchObject([{name: 'claims', found: 'encoded in another way'}]);
    }
  });

  it('a signature with other characters is not proved, without a crash', async () => {
    const [head, body] = (await signToken({})).split('.');
    const {checks} = await proofFor(`${head}.${body}.!é+/`);
    expect(checks).toMatchObject([{name: 'claims', found: 'encoded in another way'}]);
  });

  it('claims after a byte order mark are not proved', async () => {
    const {checks} = await proofFor(await signText(`\ufeff${text}`));
    expect(checks).toMatchObject([{name: 'claims', found: 'encoded in another way'}]);
  });

  it('a duplicate claim with white space before its colon is not proved', async () => {
    const claims = `${text.slice(0, -1)},"azp"${' '.repeat(200)}:"job"}`;
    const {checks} = await proofFor(await signText(claims));
    expect(checks).toMatchObject([{name: 'claims', found: 'azp appears twice'}]);
  });

  it.each([
    ['a claim twice', `{"aud": "https://evil.example.com", ${text.slice(1)}`],
    ['a claim twice, once escaped', `{"\u0061ud": "x", ${text.slice(1)}`],
    ['nesting of 50,000', `{"x": ${'['.repeat(50_000)}${']'.repeat(50_000)}, ${text.slice(1)}`],
    [
      'objects 50,000 deep',
      `{"aud": ${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}, ${text.slice(1)}`,
    ],
  ])('%s is not proved, without a crash', async (_, claims) => {
    const proof = await proofFor(await signText(claims));
    expect([proof.result, failedNames(proof.checks)]).toEqual(['not-proved', ['claims']]);
    expect(JSON.stringify(proof).length).toBeLessThan(1_000);
  });

  it('nested names and strings with braces are no duplicates', async () => {
    const x = {aud: 1, y: '\\"aud": {[', z: ['iss', 'iss', '"iss":']};
    const claims = JSON.stringify({x, ...good}, null, 2);
    expect((await proofFor(await signText(claims))).result).toBe('proved');
  });

  it.each([
    ['a list', '[]'],
    ['null', 'null'],
    ['no JSON', '{'],
    ['nothing', ''],
  ])('claims that are %s are not proved', async (_, claims) => {
    const {checks} = await proofFor(await signText(claims));
    expect(failedNames(checks)).toEqual(['signature']);
  });

  it('an encrypted token is reported as such', async () => {
    const {checks} = await proofFor('a.b.c.d.e');
    expect(checks).toMatchObject([{name: 'signature', found: 'an encrypted token (JWE)'}]);
  });
});

test('under RFC 9068, checks client_id and the type at+jwt', async () => {
  const token = {claims: {azp: undefined, client_id: 'job'}, header: {typ: 'at+jwt'}};
  expect((await proofOf(token, rfc9068)).result).toBe('proved');
  expect(failedNames((await proofOf({}, rfc9068)).checks)).toEqual(['client_id']);
});

test('under HS256, verifies with the API’s secret, and fails without it', async () => {
  const desired = {
    ...documented,
    resourceServer: {...documented.resourceServer, signingAlg: 'HS256'},
  } as const;
  const secret = 'the secret of the API, 32 letters.';
  const token = {alg: 'HS256', key: new TextEncoder().encode(secret)};
  expect((await proofOf(token, desired, secret)).result).toBe('proved');
  expect(failedNames((await proofOf(token, desired, `${secret}!`)).checks)).toEqual(['signature']);
  await expect(proofOf(token, desired)).rejects.toBeInstanceOf(Problem);
});

test('a token that is not a JWT is not proved', async () => {
  const proof = await prove({
    endpoint: endpointFor('opaque'),
    desired: documented,
    clientId: 'job',
    clientSecret: new Secret('s'),
  });
  expect(proof).toMatchObject({result: 'not-proved', checks: [{name: 'signature'}]});
});

describe('a grant unknown to the token endpoint', () => {
  const notAuthorized = (status: number) =>
    new Problem('not_authorized', {message: 'No grant.', hint: 'Create it.', status});

  /** Refuses a number of times, and counts. */
  async function proveAfterRefusals(refusals: number, grantIsNew: boolean, status = 403) {
    const endpoint = endpointFor(await signToken({}));
    let asked = 0;
    const patient: TokenEndpoint = {
      ...endpoint,
      clientCredentials: async request => {
        asked += 1;
        if (asked <= refusals) throw notAuthorized(status);
        return await endpoint.clientCredentials(request);
      },
    };
    const proof = prove({
      endpoint: patient,
      desired: documented,
      clientId: 'job',
      clientSecret: new Secret('s'),
      grantIsNew,
    });
    return {outcome: await proof.catch((error: unknown) => error), asked};
  }

  it('is retried if this run created it', async () => {
    expect(await proveAfterRefusals(1, true)).toMatchObject({
      outcome: {result: 'proved'},
      asked: 2,
    });
  });

  it('fails at once if it is older, or for any other error', async () => {
    expect(await proveAfterRefusals(1, false)).toMatchObject({
      outcome: notAuthorized(403),
      asked: 1,
    });
    expect(await proveAfterRefusals(1, true, 401)).toMatchObject({
      outcome: notAuthorized(401),
      asked: 1,
    });
  });

  it('fails after a few retries', async () => {
    expect(await proveAfterRefusals(9, true)).toMatchObject({
      outcome: notAuthorized(403),
      asked: 4,
    });
  });
});
