import fc from 'fast-check';
import {describe, expect, it} from 'vitest';
import {parseAddress} from '../../src/auth0/address.js';
import {
  type PastedText,
  readClientId,
  readClientSecret,
  readToken,
} from '../../src/model/pasted-text.js';
import {readTenantAddress} from '../../src/model/tenant-address.js';

const token = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2FjbWUifQ.c2lnbmF0dXJl_-c2lnbmF0dXJl';
const clientId = 'oHqHh1NxWq4GfQ2rX7yU0bC3dE5fG6hJ';
const secret = 'sEcReT-_0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUV';
const domain = 'acme.eu.auth0.com';

function outcomeOf(read: PastedText): string {
  return read.kind === 'ok' ? read.value : `${read.kind}: ${'why' in read ? read.why : ''}`;
}

describe('a token', () => {
  it.each([
    [token],
    [`  ${token}\n`],
    [`Bearer ${token}`],
    [`bearer   ${token}`],
    [`Authorization: Bearer ${token}`],
    [`-H "Authorization: Bearer ${token}"`],
    [`"${token}"`],
    [`'Bearer ${token}'`],
    [`“${token}”`],
    [`\`${token}\``],
    [`\ufeff${token}\u200b`],
    [`"${token}",`],
    [JSON.stringify({access_token: token, expires_in: 86400, token_type: 'Bearer'})],
    [JSON.stringify({access_token: token, scope: 'read:clients'}, undefined, 2)],
    [JSON.stringify({url: 'http://127.0.0.1:1', accessToken: token})],
    [`'${JSON.stringify({access_token: token})}'`],
    [`"access_token": "${token}",`],
    [`AUTH0_ACCESS_TOKEN=${token}`],
    [`export AUTH0_ACCESS_TOKEN="${token}"`],
    [`https://acme.example/callback#access_token=${token}&token_type=Bearer`],
    [token.replace(/(.{20})/g, '$1\n')],
    [token.replace(/(.{20})/g, '$1\r\n  ')],
    [token.replace(/(.{20})/g, '$1 \\\n')],
    [token.replace(/(.{20})/g, '$1\\n')],
    [`Bearer "${token.replace(/(.{30})/g, '$1\n')}"`],
  ])('case %#: is extracted from pasted text', given => {
    expect(outcomeOf(readToken(given))).toBe(token);
  });

  it.each([
    ['', 'empty: '],
    ['{"error":"access_denied","error_description":"Unauthorized"}', 'invalid: contains an error'],
    [`${token.slice(0, 30)}…`, 'invalid: contains a token that is cut off'],
    [`${token.slice(0, 30)}...`, 'invalid: contains a token that is cut off'],
    ['$(AUTH0_ACCESS_TOKEN)', 'invalid: is still a placeholder'],
  ])('%j: has its own error message', (given, why) => {
    expect(outcomeOf(readToken(given))).toContain(why);
  });
});

describe('a client id', () => {
  it.each([
    clientId,
    `"${clientId}"`,
    `'${clientId}'`,
    `${clientId},`,
    `"${clientId}",`,
    `<${clientId}>`,
    `${clientId}@clients`,
    `AUTH0_CLIENT_ID=${clientId}`,
    `client_id: "${clientId}"`,
    `"client_id": "${clientId}",`,
    `\u200b${clientId}\u00a0`,
  ])('accepts %j', given => {
    expect(outcomeOf(readClientId(given))).toBe(clientId);
  });

  it.each([
    [domain, 'contains a domain'],
    [`https://${domain}/`, 'contains a domain'],
    [token, 'contains a token'],
    ['-----BEGIN PRIVATE KEY-----', 'contains a key'],
    ['Timesheets Import Job', 'contains spaces'],
  ])('rejects %j', (given, why) => {
    expect(outcomeOf(readClientId(given))).toContain(why);
  });
});

describe('a client secret', () => {
  it.each([
    secret,
    `"${secret}"`,
    `'${secret}'`,
    `${secret}\r\n`,
    `AUTH0_CLIENT_SECRET='${secret}'`,
    `"client_secret" : "${secret}",`,
    `${secret.slice(0, 30)}\n${secret.slice(30)}`,
  ])('accepts %j', given => {
    expect(outcomeOf(readClientSecret(given))).toBe(secret);
  });

  it('accepts any other text', () => {
    for (const odd of ['a"b', 'pass, word', 'p$ss', 'x', '<>', 'your', "it's"]) {
      expect(outcomeOf(readClientSecret(odd))).toBe(odd);
    }
  });
});

describe('unfilled placeholders', () => {
  it.each([
    '$(AUTH0_CLIENT_SECRET)',
    `\${{ secrets.AUTH0_CLIENT_SECRET }}`,
    `\${AUTH0_CLIENT_SECRET}`,
    '$AUTH0_CLIENT_SECRET',
    '%AUTH0_CLIENT_SECRET%',
    '{{ auth0_client_secret }}',
    '{{auth0.secret}}',
    '#{AUTH0_CLIENT_SECRET}#',
    '__AUTH0_CLIENT_SECRET__',
    '((auth0-client-secret))',
    '<%= secret %>',
    '{yourClientId}',
    '{clientSecret}',
    '<client-id>',
    '<your secret here>',
    '[client secret]',
    'YOUR_CLIENT_ID',
    'your-client-secret',
    'yourClientId',
    'YOUR_AUTH0_CLIENT_SECRET',
    'my-client-id',
    'insert_client_secret_here',
    'CHANGE_ME',
    'changeme',
    'REPLACE_ME',
    'TODO',
    'AUTH0_CLIENT_ID',
    'CLIENT_SECRET',
    '***',
    '********',
    '••••••••',
    '…',
    'xxx',
    'XXXXXXXX',
    '[REDACTED]',
    '(sensitive value)',
    '(known after apply)',
    'null',
    'undefined',
    '[object Object]',
    '"$(AUTH0_CLIENT_SECRET)"',
  ])('%s is rejected as a placeholder in every field', given => {
    for (const read of [readToken, readClientId, readClientSecret]) {
      expect(outcomeOf(read(given))).toContain('is still a placeholder');
    }
  });

  it.each([
    'op://vault/auth0/secret',
    'ref+vault://secret/auth0#x',
    'arn:aws:secretsmanager:eu-west-1:1:secret:auth0',
    '@Microsoft.KeyVault(SecretUri=https://x)',
  ])('%s is rejected as an unresolved reference', given => {
    expect(outcomeOf(readClientSecret(given))).toContain('is an unresolved reference');
  });

  it.each([
    '{yourDomain}',
    'YOUR_DOMAIN',
    'https://{yourDomain}/',
    '{yourTenant}.auth0.com',
    'YOUR_TENANT.eu.auth0.com',
    '<tenant>.us.auth0.com',
    '$(AUTH0_DOMAIN)',
    `\${{ vars.AUTH0_DOMAIN }}`,
    '***',
    'https://***/',
    'your-tenant.auth0.com',
    'AUTH0_DOMAIN',
  ])('%s is rejected as a placeholder for a domain', given => {
    expect(readTenantAddress(given)).toMatchObject({
      kind: 'invalid',
      why: expect.stringContaining('placeholder'),
    });
  });
});

describe('a domain', () => {
  it.each([
    `"${domain}"`,
    `'https://${domain}/'`,
    `<${domain}>`,
    `<https://${domain}/>`,
    `${domain},`,
    `"${domain}",`,
    `${domain};`,
    `https://https://${domain}`,
    `http://https://${domain}/`,
    `https://https://https://${domain}/api/v2/`,
    `AUTH0_DOMAIN=${domain}`,
    `AUTH0_DOMAIN="https://${domain}"`,
    `“${domain}”`,
    `\ufeff${domain}`,
    `${domain}?x`,
    `\`${domain}\``,
  ])('accepts %j', given => {
    expect(parseAddress(given, {customDomain: 'refuse'}).domain).toBe(domain);
  });

  it.each([
    ['acme.eu', 'acme.eu.auth0.com'],
    ['acme.us', 'acme.us.auth0.com'],
    ['acme.eu.auth0', 'acme.eu.auth0.com'],
    ['acme.eu.autho.com', 'acme.eu.auth0.com'],
    ['acme.auth0.con', 'acme.auth0.com'],
    ['acme.eu.auth0.co', 'acme.eu.auth0.com'],
  ])('%s suggests %s, and is not connected to', (given, suggestion) => {
    expect(readTenantAddress(given)).toMatchObject({kind: 'ok', suggestion});
    expect(() => parseAddress(given, {customDomain: 'refuse'})).toThrow(
      'is not an auth0.com domain',
    );
  });

  it.each(['login.acme.com', 'auth.example.org', 'acme.com', 'id.acme.eu.com'])(
    '%s has no suggestion',
    given => {
      expect(readTenantAddress(given)).not.toHaveProperty('suggestion');
    },
  );
});

const decorations: readonly ((text: string) => string)[] = [
  text => `"${text}"`,
  text => `'${text}'`,
  text => ` ${text} `,
  text => `\ufeff${text}`,
  text => `${text}\r\n`,
  text => `"${text}",`,
  text => `“${text}”`,
];
const decoration = fc.constantFrom(...decorations);
/** Like Auth0's: random letters and digits. */
const random = (bytes: number) =>
  fc
    .uint8Array({minLength: bytes, maxLength: bytes})
    .map(array =>
      Buffer.from(array.map((byte, index) => byte ^ (index * 37 + 11))).toString('base64url'),
    );

it('any value that Auth0 generates is unchanged, and extracted from any wrappings', () => {
  fc.assert(
    fc.property(random(24), random(48), decoration, decoration, (id, value, first, second) => {
      const jwt = `eyJ${value}.${value}.${id}`;
      expect(readClientId(id)).toEqual({kind: 'ok', value: id});
      expect(readClientSecret(value)).toEqual({kind: 'ok', value});
      expect(readToken(jwt)).toEqual({kind: 'ok', value: jwt});
      const wrapTwice = (text: string) => second(first(text));
      expect(outcomeOf(readClientId(wrapTwice(id)))).toBe(id);
      expect(outcomeOf(readClientSecret(wrapTwice(value)))).toBe(value);
      expect(outcomeOf(readToken(wrapTwice(`Bearer ${jwt}`)))).toBe(jwt);
    }),
    {numRuns: 2_000},
  );
});

it('any tenant’s domain is extracted from any wrappings, and parsing is idempotent', () => {
  const name = random(9).map(text => `t${text.toLowerCase().replaceAll(/[^a-z0-9]/g, '0')}`);
  fc.assert(
    fc.property(name, fc.constantFrom('us.', 'eu.', ''), decoration, decoration, (...given) => {
      const [tenant, region, first, second] = given;
      const host = `${tenant}.${region}auth0.com`;
      for (const typed of [host, `https://${host}/`, `https://https://${host}`, `${host},`]) {
        const read = readTenantAddress(second(first(typed)));
        expect(read).toMatchObject({kind: 'ok', address: {domain: host, tenantName: tenant}});
        expect(readTenantAddress(host)).not.toHaveProperty('ignored');
      }
    }),
    {numRuns: 500},
  );
});
