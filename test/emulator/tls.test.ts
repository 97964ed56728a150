import {get} from 'node:https';
import {expect, test} from 'vitest';
import {startDemoTenant, tlsIdentity} from '../../src/emulator/server.js';

test('over https the certificate is good for 127.0.0.1 to whoever trusts it', async () => {
  const tls = await tlsIdentity();
  const tenant = await startDemoTenant({scenario: 'fresh', tls});
  const status = await new Promise((resolve, reject) => {
    get(`${tenant.url}/.well-known/jwks.json`, {ca: tls.cert}, answer => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
  expect(tenant.url).toMatch(/^https:/);
  expect(status).toBe(200);
  await expect(fetch(`${tenant.url}/.well-known/jwks.json`)).rejects.toThrow('fetch failed');
  await tenant.close();
});
