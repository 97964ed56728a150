import {expect, it} from 'vitest';
import {redact} from '../../src/auth0/redact.js';
import {unsignedToken} from './support/tokens.js';

it('masks secrets, shows known fields, and describes others by type', () => {
  const secret = 'S3CR3T';
  const sent = {
    grant_type: 'client_credentials',
    client_id: 'abc',
    client_secret: secret,
    Authorization: `Bearer ${secret}`,
    clients: [{client_secret: secret, signing_keys: [{cert: secret}], name: 'Job'}],
    addons: {azure: {name: secret, accessKey: secret}},
    client_metadata: [secret],
    tomorrow: secret,
    count: 3,
    refresh_token: {rotation_type: 'non-rotating'},
    encryption_key: null,
    total: 3,
  };
  expect(redact(sent)).toEqual({
    grant_type: 'client_credentials',
    client_id: 'abc',
    client_secret: '••••••••',
    Authorization: '••••••••',
    clients: [{client_secret: '••••••••', signing_keys: '<array, 1>', name: 'Job'}],
    addons: '<object, 1 member>',
    client_metadata: '<array, 1>',
    tomorrow: '<string, 6>',
    count: '<number>',
    refresh_token: {rotation_type: 'non-rotating'},
    encryption_key: null,
    total: 3,
  });
});

it('masks a token in any field', () => {
  expect(redact({message: `bad token ${unsignedToken({sub: 'x'})}!`})).toEqual({
    message: 'bad token ••••••••!',
  });
  expect(redact({refresh_token: 'v1.abc'})).toEqual({refresh_token: '<string, 6>'});
  const cut = {name: `${'x '.repeat(490)}${unsignedToken({sub: 'x'.repeat(100)})}`};
  expect(JSON.stringify(redact(cut))).not.toContain('eyJ');
});

it('limits depth and length', () => {
  const deep = JSON.parse(`${'[{"scopes":'.repeat(50)}1${'}]'.repeat(50)}`);
  expect(JSON.stringify(redact(deep))).toBe('[{"scopes":[{"scopes":"<array, 1>"}]}]');
  const long = redact({scope: Array(1_000).fill('a'), name: 'b'.repeat(5_000)});
  expect(long).toMatchObject({scope: expect.arrayContaining(['<800 more>'])});
  expect(JSON.stringify(long).length).toBeLessThan(2_500);
  const many = redact(Object.fromEntries(Array.from({length: 1_000}, (_, n) => [`m${n}`, n])));
  expect(many).toMatchObject({m0: '<number>', '…': '<800 more>'});
});
