import {randomBytes} from 'node:crypto';
import {mkdtempSync, readFileSync, rmSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, it, onTestFinished} from 'vitest';
import {startDemoTenant} from '../../src/emulator/server.js';
import {runCommand} from './support/command-line.js';

/** Never seen by this process before, so that nothing has registered it. */
function freshSecrets() {
  const clientSecret = randomBytes(48).toString('base64url');
  const claims = Buffer.from(JSON.stringify({sub: clientSecret})).toString('base64url');
  const token = `eyJhbGciOiJSUzI1NiJ9.${claims}.${randomBytes(64).toString('base64url')}`;
  const password = `${randomBytes(6).toString('hex')}~pass.word`;
  const [clientId, name] = [randomBytes(16).toString('hex'), randomBytes(4).toString('hex')];
  return {clientSecret, token, password, clientId, domain: `acme-${name}.eu.auth0.com`};
}

type Fresh = ReturnType<typeof freshSecrets>;

interface Mistake {
  readonly env?: Readonly<Record<string, string>>;
  readonly argv?: readonly string[];
}

const mistakes: Readonly<Record<string, (fresh: Fresh) => Mistake>> = {
  ...Object.fromEntries(
    ['<*>', `\${*}`, '{{*}}', '$(*)', '[*]', 'vault://*', 'op://*'].map(form => [
      `the Client Secret as ${form}`,
      ({domain, clientId, clientSecret}: Fresh): Mistake => {
        const value = form.replace('*', () => clientSecret);
        const env = {AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: value};
        return {env: {...env, AUTH0_DOMAIN: domain}};
      },
    ]),
  ),
  'a short password as <*>': ({domain, clientId, password}) => ({
    env: {AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: `<${password}>`},
  }),
  'the token as <*>': ({domain, token}) => ({
    env: {AUTH0_DOMAIN: domain, AUTH0_ACCESS_TOKEN: `<${token}>`},
  }),
  'the token as {*}': ({domain, token}) => ({
    env: {AUTH0_DOMAIN: domain, AUTH0_ACCESS_TOKEN: `{${token}}`},
  }),
  'domain and secret swapped': ({domain, clientId, clientSecret}) => ({
    env: {AUTH0_DOMAIN: clientSecret, AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: domain},
  }),
  'a secret of another form in both': ({clientId, password}) => ({
    env: {AUTH0_DOMAIN: password, AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: password},
  }),
  'the token as the domain': ({token}) => ({
    env: {AUTH0_DOMAIN: token, AUTH0_ACCESS_TOKEN: 'x'},
  }),
  'the secret before the domain': ({domain, clientId, clientSecret}) => ({
    env: {AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: clientSecret},
    argv: ['check', '--domain', `https://${clientId}:${clientSecret}@${domain}`],
  }),
  'a password before the domain, without a scheme': ({domain, clientId, password}) => ({
    env: {AUTH0_DOMAIN: `${clientId}:${password}@${domain}`},
  }),
  'Client ID and secret swapped': ({domain, clientId, clientSecret}) => ({
    env: {AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: clientSecret, AUTH0_CLIENT_SECRET: clientId},
  }),
  'the secret as the path of the key': ({domain, clientId, clientSecret}) => ({
    env: {
      AUTH0_DOMAIN: domain,
      AUTH0_CLIENT_ID: clientId,
      AUTH0_CLIENT_SIGNING_KEY_PATH: clientSecret,
    },
  }),
  'the secret as a command': ({clientSecret}) => ({argv: [clientSecret]}),
  'the secret as another argument': ({clientSecret}) => ({argv: ['check', clientSecret]}),
  'the secret as an option': ({clientSecret}) => ({argv: ['check', `--${clientSecret}`]}),
  'the secret as --client-id': ({domain, clientSecret}) => ({
    env: {AUTH0_DOMAIN: domain},
    argv: ['check', '--client-id', clientSecret],
  }),
  'the secret as --audience': ({domain, clientId, clientSecret}) => ({
    env: {AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: clientId, AUTH0_CLIENT_SECRET: 'x'},
    argv: ['check', '--audience', clientSecret],
  }),
  'the secret as --app-name': ({clientSecret}) => ({
    argv: ['check', '--demo', '--app-name', clientSecret],
  }),
  'the secret as a blueprint': ({clientSecret}) => ({
    argv: ['check', '--demo', '--blueprint', clientSecret],
  }),
};

it.each(Object.entries(mistakes))('%s is refused and not printed', async (_, mistake) => {
  const fresh = freshSecrets();
  const {env = {}, argv = ['check']} = mistake(fresh);
  const folder = mkdtempSync(join(tmpdir(), 'given-secrets-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  const log = join(folder, 'debug.log');
  const around = {env: {TIMESHEETS_SETUP_CONFIG_DIR: folder, ...env}};
  for (const format of [[], ['--json']]) {
    const ran = await runCommand([...argv, '--debug', log, ...format], around);
    expect(ran.exitCode).toBe(3);
    const printed = `${ran.stdout}${ran.stderr}`.toLowerCase();
    for (const secret of [fresh.clientSecret, fresh.token, fresh.password]) {
      for (let at = 0; at + 12 <= secret.length; at += 4) {
        expect(printed).not.toContain(secret.slice(at, at + 12).toLowerCase());
      }
    }
  }
});

it.each([
  '$(AUTH0_CLIENT_SECRET)',
  '{{ auth0_client_secret }}',
  '***',
  'YOUR_CLIENT_SECRET',
  '<%= secret %>',
])('%s: a placeholder is quoted, or named by its delimiters', async value => {
  const {domain} = freshSecrets();
  const env = {AUTH0_DOMAIN: domain, AUTH0_CLIENT_ID: 'abc', AUTH0_CLIENT_SECRET: value};
  const {stderr} = await runCommand('check', {env});
  const shown = value === '<%= secret %>' ? '<%…%>' : value;
  expect(stderr).toContain(`AUTH0_CLIENT_SECRET is still a placeholder: ${shown}.`);
});

it('the debug log contains no secret that was passed as the Client ID', async () => {
  const {url, close} = await startDemoTenant();
  onTestFinished(close);
  const folder = mkdtempSync(join(tmpdir(), 'given-secrets-'));
  onTestFinished(() => rmSync(folder, {recursive: true, force: true}));
  const log = join(folder, 'debug.log');
  const {clientSecret, clientId} = freshSecrets();
  const env = {
    TIMESHEETS_SETUP_CONFIG_DIR: folder,
    AUTH0_DOMAIN: url,
    AUTH0_CLIENT_ID: clientSecret,
    AUTH0_CLIENT_SECRET: clientId,
  };
  const {stderr} = await runCommand(['check', '--debug', log], {env});
  expect(stderr).toContain('AUTH0_CLIENT_ID contains a secret, not a Client ID.');
  expect(readFileSync(log, 'utf8')).not.toContain(clientSecret.slice(0, 12));
});
