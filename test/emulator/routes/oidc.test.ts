import {createHash, X509Certificate} from 'node:crypto';
import {expect, it} from 'vitest';
import {demoApi, fetchJwks} from '../support/tenant.js';

it('the JWKS has the current and the next key with matching certificates', async () => {
  const {tenant} = await demoApi();
  const {keys} = await fetchJwks(tenant);
  expect(keys).toHaveLength(2);
  expect(keys[0].kid).not.toBe(keys[1].kid);
  for (const key of keys) {
    expect(Object.keys(key)).toEqual(['kty', 'use', 'alg', 'kid', 'n', 'e', 'x5t', 'x5c']);
    expect(key).toMatchObject({kty: 'RSA', use: 'sig', alg: 'RS256', e: 'AQAB'});
    const der = Buffer.from(key.x5c[0], 'base64');
    const certificate = new X509Certificate(der);
    expect(certificate.publicKey.export({format: 'jwk'})).toMatchObject({n: key.n, e: key.e});
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.subject).toBe(`CN=${tenant.domain}`);
    expect(key.x5t).toBe(createHash('sha1').update(der).digest('base64url'));
  }
});

it('the OpenID configuration names issuer, token endpoint and JWKS', async () => {
  const {tenant} = await demoApi();
  const response = await fetch(`${tenant.url}/.well-known/openid-configuration`);
  expect(await response.json()).toMatchObject({
    issuer: `${tenant.url}/`,
    token_endpoint: `${tenant.url}/oauth/token`,
    jwks_uri: `${tenant.url}/.well-known/jwks.json`,
  });
});
