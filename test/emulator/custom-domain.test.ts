import {decodeJwt} from 'jose';
import {expect, it} from 'vitest';
import {audience, demoApi, findApplication, readAnswer} from './support/tenant.js';

async function twoHosts() {
  const {tenant} = await demoApi({scenario: 'custom-domain'});
  const {url, customUrl = '', clientId, clientSecret} = tenant;
  const tokenFrom = async (
    host: string,
    to = `${url}/api/v2/`,
    [client_id, client_secret] = [clientId, clientSecret],
  ) => {
    const body = new URLSearchParams({
      grant_type: 'client_credentials',
      client_id,
      client_secret,
      audience: to,
    });
    return readAnswer(await fetch(`${host}/oauth/token`, {method: 'POST', body}));
  };
  const lists = async (host: string, accessToken: string) => {
    const headers = {authorization: `Bearer ${accessToken}`};
    return (await readAnswer(await fetch(`${host}/api/v2/clients`, {headers}))).status;
  };
  return {tenant, url, customUrl, tokenFrom, lists};
}

it('the issuer is the requested host, and the token is accepted only there', async () => {
  const {url, customUrl, tokenFrom, lists} = await twoHosts();
  expect(customUrl).toBe(url.replace('127.0.0.1', 'localhost'));
  for (const [asked, other] of [
    [url, customUrl],
    [customUrl, url],
  ] as const) {
    const {access_token} = Object((await tokenFrom(asked)).body);
    expect(decodeJwt(access_token)).toMatchObject({iss: `${asked}/`, aud: `${url}/api/v2/`});
    expect([await lists(asked, access_token), await lists(other, access_token)]).toEqual([
      200, 401,
    ]);
  }
});

it('the Management API’s audience stays the canonical one', async () => {
  const {customUrl, tokenFrom} = await twoHosts();
  expect(await tokenFrom(customUrl, `${customUrl}/api/v2/`)).toMatchObject({
    status: 403,
    body: {error_description: `Service not enabled within domain: ${customUrl}/api/v2/`},
  });
});

it('tokens and the OpenID configuration name the custom domain', async () => {
  const {tenant, customUrl, tokenFrom} = await twoHosts();
  const {client_id, client_secret = ''} = findApplication(
    tenant,
    'Timesheets API (Test Application)',
  );
  const {body} = await tokenFrom(customUrl, audience, [client_id, client_secret]);
  expect(decodeJwt(Object(body).access_token)).toMatchObject({iss: `${customUrl}/`});
  const known = await fetch(`${customUrl}/.well-known/openid-configuration`);
  expect(await known.json()).toMatchObject({
    issuer: `${customUrl}/`,
    jwks_uri: `${customUrl}/.well-known/jwks.json`,
  });
});

it('other tenants have no custom domain', async () => {
  expect((await demoApi()).tenant).not.toHaveProperty('customUrl');
});
