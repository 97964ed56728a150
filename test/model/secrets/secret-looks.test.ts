import {expect, it} from 'vitest';
import {
  looksSecret,
  maskSecrets,
  ownTextMinLength,
  secretMask,
} from '../../../src/model/secrets/known-secrets.js';
import {findPasswords} from '../../../src/model/secrets/secret-looks.js';

const clientSecret = 'nL2gT9vXq4P46yO_MR7NAq5ytbuI-lDeH6gDTc19cXvvWBi0otj4ee0TNzxneH9H';
const token = 'eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJodHRwczovL2FjbWUifQ.c2lnbmF0dXJl_-c2ln';

it.each([
  [`“${clientSecret}” is no command`, `“${secretMask}” is no command`],
  [`<${clientSecret}>`, `<${secretMask}>`],
  [`--domain ${token} can’t be read`, `--domain ${secretMask} can’t be read`],
  [token.slice(0, 30), secretMask],
  ['https://id:s3cret@acme.eu.auth0.com/', `https://id:${secretMask}@acme.eu.auth0.com/`],
])('masks what looks like a secret without being registered: %s', (text, shown) => {
  expect(maskSecrets(text, {minLength: ownTextMinLength})).toBe(shown);
});

it.each([
  ['a Client ID', 'oHqHh1NxWq4GfQ2rX7yU0bC3dE5fG6hJ'],
  ['a hash in hex', 'a3f9'.repeat(16)],
  ['a line of 64 hyphens', '-'.repeat(64)],
  ['an address with a port', 'https://acme.eu.auth0.com:8443/a@b'],
  ['a user without a password', 'https://me@acme.eu.auth0.com'],
  ['three words with dots', 'acme.eu.auth0'],
  ['the placeholder in our own hints', 'http://USER:PASSWORD@HOST:PORT'],
])('%s doesn’t look like a secret', (_, text) => {
  expect(looksSecret(text)).toBe(false);
  expect(maskSecrets(text, {minLength: ownTextMinLength})).toBe(text);
});

it('finds the password of an address, with and without a scheme', () => {
  expect(findPasswords('https://id:s3cret@acme.eu.auth0.com')).toEqual(['s3cret']);
  expect(findPasswords('id:s3cr@t@acme.eu.auth0.com')).toEqual(['s3cr@t']);
  expect(findPasswords('--domain=http://id:s3cret@127.0.0.1:80')).toEqual(['s3cret']);
  expect(findPasswords('acme.eu.auth0.com:443')).toEqual([]);
});
