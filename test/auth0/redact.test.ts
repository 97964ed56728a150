import {expect, it} from 'vitest';
import {redact} from '../../src/auth0/redact.js';
import {unsigned} from './support/tokens.js';

it('masks secrets, however deep, and leaves the rest', () => {
  const secret = 'S3CR3T';
  const sent = {
    grant_type: 'client_credentials',
    client_id: 'abc',
    client_secret: secret,
    Authorization: `Bearer ${secret}`,
    nested: [{signing_secret: secret, signing_keys: [{cert: secret}], access_token: secret}],
    refresh_token: {rotation_type: 'non-rotating'},
    encryption_key: null,
    total: 3,
  };
  expect(redact(sent)).toEqual({
    grant_type: 'client_credentials',
    client_id: 'abc',
    client_secret: '••••••••',
    Authorization: '••••••••',
    nested: [{signing_secret: '••••••••', signing_keys: '••••••••', access_token: '••••••••'}],
    refresh_token: {rotation_type: 'non-rotating'},
    encryption_key: null,
    total: 3,
  });
});

it('masks a token wherever it stands', () => {
  expect(redact({message: `bad token ${unsigned({sub: 'x'})}!`})).toEqual({
    message: 'bad token ••••••••!',
  });
  expect(redact({refresh_token: 'v1.abc'})).toEqual({refresh_token: '••••••••'});
});
