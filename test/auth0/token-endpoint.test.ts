import {createServer} from 'node:http';
import {expect, onTestFinished, test} from 'vitest';
import {parseAddress} from '../../src/auth0/address.js';
import {createTokenEndpoint} from '../../src/auth0/token-endpoint.js';
import {Secret} from '../../src/model/secrets/secret.js';

/** What the endpoint returns for a scripted response. */
async function issuedFor(body: object, headers: Readonly<Record<string, string>> = {}) {
  const server = createServer((_, response) => {
    response.writeHead(200, {'content-type': 'application/json', ...headers});
    response.end(JSON.stringify({access_token: 'a.b.c', ...body}));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const endpoint = createTokenEndpoint(
    parseAddress(`http://127.0.0.1:${port}`, {customDomain: 'refuse'}),
  );
  const request = {clientId: 'job', clientSecret: new Secret('s'), audience: 'a'};
  return await endpoint.clientCredentials(request);
}

test('returns the token type unchanged, also if it is absent', async () => {
  expect(await issuedFor({token_type: 'DPoP'})).toMatchObject({tokenType: 'DPoP'});
  expect(await issuedFor({})).toMatchObject({tokenType: ''});
});

test('computes the clock difference from the Date header', async () => {
  const date = new Date(Date.now() + 12 * 60_000).toUTCString();
  const {serverAheadMs = 0} = await issuedFor({}, {date});
  expect(Math.abs(serverAheadMs - 12 * 60_000)).toBeLessThan(5_000);
  expect(await issuedFor({}, {date: 'some day'})).not.toHaveProperty('serverAheadMs');
});
