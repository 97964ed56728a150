import {mkdtemp, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test} from 'vitest';
import {createTlsIdentity, startDemoTenant} from '../../src/emulator/server.js';
import {freshHome, runProgram} from './support/headless.js';
import {startProxy, startServer} from './support/network.js';

const host = 'timesheets-demo.eu.auth0.com';
/** Reserved: it never resolves. RFC 2606, section 2. */
const nowhere = 'timesheets-demo.invalid';

interface NamedTenant {
  /** Its host name, and its port on the loopback interface. */
  readonly host?: string;
  readonly scenario?: string;
}

/** A tenant on https, whose certificate must be trusted explicitly. */
async function tlsTenant({host: named, scenario = 'fresh'}: NamedTenant = {}) {
  const [folder, tls] = await Promise.all([
    mkdtemp(join(tmpdir(), 'timesheets-setup-network-')),
    createTlsIdentity(named),
  ]);
  const called = named === undefined ? {} : {publicUrl: `https://${named}`};
  const tenant = await startDemoTenant({scenario, tls, ...called});
  const authority = join(folder, 'authority.pem');
  await writeFile(authority, tls.cert);
  onTestFinished(async () => {
    await tenant.close();
    await rm(folder, {recursive: true, force: true});
  });
  const env = {
    AUTH0_DOMAIN: named ?? tenant.url,
    AUTH0_CLIENT_ID: tenant.clientId,
    AUTH0_CLIENT_SECRET: tenant.clientSecret,
    TIMESHEETS_SETUP_CONFIG_DIR: join(folder, 'config'),
  };
  return {tenant, env, trust: {NODE_EXTRA_CA_CERTS: authority}};
}

/** Credentials for a server that doesn't exist. */
const strangers = {
  AUTH0_CLIENT_ID: 'planted-id',
  AUTH0_CLIENT_SECRET: 'planted-secret',
  TIMESHEETS_SETUP_CONFIG_DIR: freshHome(),
};

async function errorOf(args: readonly string[], env: Readonly<Record<string, string>>) {
  const {exitCode, stdout, stderr} = await runProgram([...args, '--json'], env);
  const {error} = JSON.parse(stdout);
  expect(stdout + stderr).not.toMatch(/planted|pa55/);
  return {exitCode, code: error.code, message: error.message, hint: error.hint};
}

describe('behind a proxy', () => {
  test.each([
    ['HTTPS_PROXY', 'http://'],
    ['https_proxy', 'http://'],
    ['HTTP_PROXY', 'http://'],
    ['HTTPS_PROXY', ''],
  ])('%s=%sHOST:PORT tunnels to the tenant', async (variable, scheme) => {
    const {tenant, env, trust} = await tlsTenant({host});
    const between = await startProxy({leadsTo: tenant.port});
    const {exitCode, stdout} = await runProgram(['apply', '--yes', '--prove', '--json'], {
      ...env,
      ...trust,
      [variable]: `${scheme}127.0.0.1:${between.port}`,
    });
    expect(exitCode, stdout).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({inSync: true, domain: host, proof: {proved: true}});
    expect(new Set(between.seen.map(({line}) => line))).toEqual(new Set([`CONNECT ${host}:443`]));
    expect(JSON.stringify(between.seen)).not.toContain(tenant.clientSecret);
    expect(JSON.stringify(between.seen)).not.toMatch(/eyJ|"authorization"/);
  });

  test.each([
    ['user:pa55', 'user:pa55'],
    ['user:p%40%3Apa55', 'user:p@:pa55'],
    ['user:pa55%', 'user:pa55%'],
    ['user', 'user:'],
  ])('sends the credentials of http://%s@HOST to the proxy', async (written, credentials) => {
    const {tenant, env, trust} = await tlsTenant({host});
    const between = await startProxy({leadsTo: tenant.port, credentials});
    const {exitCode, stdout} = await runProgram(['check', '--json'], {
      ...env,
      ...trust,
      HTTPS_PROXY: `http://${written}@127.0.0.1:${between.port}`,
    });
    expect(exitCode, stdout).toBe(2);
    expect(stdout).not.toContain('pa55');
  });

  test.each([
    [407, /refused a connection to .+ \(407\)/, /USER:PASSWORD/],
    [403, /refused a connection to .+ \(403\)/, /NO_PROXY/],
    [502, /refused a connection to .+ \(502\)/, /HTTPS_PROXY/],
  ])('a proxy that responds %i is reported', async (refusal, message, hint) => {
    const {tenant, env, trust} = await tlsTenant({host});
    const between = await startProxy({leadsTo: {refusal}});
    const HTTPS_PROXY = `http://user:pa55@127.0.0.1:${between.port}`;
    const error = await errorOf(['check'], {...env, ...trust, HTTPS_PROXY});
    expect(error).toMatchObject({exitCode: 1, code: 'proxy'});
    expect(error.message).toMatch(message);
    expect(error.message).toContain(`127.0.0.1:${between.port}`);
    expect(error.hint).toMatch(hint);
    expect(tenant.requests).toEqual([]);
  });

  test('wrong proxy credentials are reported as 407', async () => {
    const {tenant, env, trust} = await tlsTenant({host});
    const between = await startProxy({leadsTo: tenant.port, credentials: 'user:right'});
    const HTTPS_PROXY = `http://user:pa55@127.0.0.1:${between.port}`;
    const error = await errorOf(['check'], {...env, ...trust, HTTPS_PROXY});
    expect(error).toMatchObject({code: 'proxy', message: expect.stringContaining('407')});
    expect(tenant.requests).toEqual([]);
  });

  test('a proxy that is down is reported as the proxy’s failure, not the tenant’s', async () => {
    const {env, trust} = await tlsTenant({host});
    // Nothing listens on the discard port.
    const error = await errorOf(['check'], {...env, ...trust, HTTPS_PROXY: 'http://127.0.0.1:9'});
    expect(error).toMatchObject({exitCode: 1, code: 'proxy'});
    expect(error.message).toMatch(/proxy 127\.0\.0\.1:9 can’t be reached \(ECONNREFUSED\)/);
  });

  test('a proxy to a host without the tenant’s certificate fails with `tls`, and nothing is sent', async () => {
    const {tenant, env, trust} = await tlsTenant();
    const between = await startProxy({leadsTo: tenant.port});
    const error = await errorOf(['check'], {
      ...env,
      ...trust,
      AUTH0_DOMAIN: host,
      HTTPS_PROXY: between.url,
    });
    expect(error).toMatchObject({exitCode: 1, code: 'tls'});
    expect(tenant.requests).toEqual([]);
  });

  test.each([nowhere, '.invalid', `x.example, ${nowhere}:443`, '*'])(
    'NO_PROXY=%s bypasses the proxy',
    async NO_PROXY => {
      const between = await startProxy({leadsTo: {refusal: 403}});
      const env = {...strangers, AUTH0_DOMAIN: nowhere, HTTPS_PROXY: between.url, NO_PROXY};
      const error = await errorOf(['check', '--allow-custom-domain'], env);
      expect(error).toMatchObject({exitCode: 1, code: 'dns'});
      expect(between.seen).toEqual([]);
    },
  );

  test('NO_PROXY with another host or port doesn’t bypass it', async () => {
    const between = await startProxy({leadsTo: {refusal: 403}});
    const NO_PROXY = `xtimesheets-demo.invalid ${nowhere}:8443`;
    const env = {...strangers, AUTH0_DOMAIN: nowhere, HTTPS_PROXY: between.url, NO_PROXY};
    const error = await errorOf(['check', '--allow-custom-domain'], env);
    expect(error).toMatchObject({code: 'proxy'});
    expect(between.seen).toHaveLength(1);
  });

  test('an emulator on this machine is reached without the proxy', async () => {
    const {env, trust, tenant} = await tlsTenant({scenario: 'converged'});
    const between = await startProxy({leadsTo: {refusal: 403}});
    const proxies = {HTTPS_PROXY: between.url, HTTP_PROXY: between.url};
    expect((await runProgram(['check'], {...env, ...trust, ...proxies})).exitCode).toBe(0);
    expect(between.seen).toEqual([]);
    expect(tenant.requests).toHaveLength(4);
  });

  test.each(['socks5://user:pa55@127.0.0.1:9', 'http://[', 'user:pa55@:', '://'])(
    'HTTPS_PROXY=%s is reported without its password',
    async HTTPS_PROXY => {
      const env = {...strangers, AUTH0_DOMAIN: host, HTTPS_PROXY};
      expect(await errorOf(['check'], env)).toMatchObject({exitCode: 1, code: 'proxy'});
    },
  );
});

describe('a company’s certificate authority', () => {
  test('without it fails with `tls`, names NODE_EXTRA_CA_CERTS, and sends nothing', async () => {
    const {tenant, env} = await tlsTenant();
    const error = await errorOf(['check'], env);
    expect(error).toMatchObject({exitCode: 1, code: 'tls'});
    expect(error.hint).toContain('NODE_EXTRA_CA_CERTS');
    expect(tenant.requests).toEqual([]);
  });

  test('with it succeeds', async () => {
    const {env, trust} = await tlsTenant({scenario: 'converged'});
    const {exitCode, stdout} = await runProgram(['prove', '--json'], {...env, ...trust});
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({proved: true});
  });

  test('https to an http server fails with `tls`', async () => {
    const server = await startServer({status: 200});
    const AUTH0_DOMAIN = `https://127.0.0.1:${server.port}`;
    expect(await errorOf(['check'], {...strangers, AUTH0_DOMAIN})).toMatchObject({code: 'tls'});
    expect(server.seen).toEqual([]);
  });
});

describe('a captive portal', () => {
  test.each([301, 302, 303, 307, 308])('a redirect (%i) is not followed', async status => {
    const elsewhere = await startServer({status: 200, body: '{"access_token": "x"}'});
    const location = `${elsewhere.url}/login?back=planted`;
    const portal = await startServer({status, headers: {location}});
    const env = {...strangers, AUTH0_DOMAIN: portal.url};
    const error = await errorOf(['apply', '--yes'], env);
    expect(error).toMatchObject({exitCode: 1, code: 'redirected'});
    expect(error.message).toContain(`127.0.0.1:${elsewhere.port}`);
    expect(portal.seen).toHaveLength(1);
    expect(elsewhere.seen).toEqual([]);
  });

  test('a redirect of a later request is not followed either', async () => {
    const elsewhere = await startServer({status: 200, body: '{}'});
    const portal = await startServer({status: 307, headers: {location: `${elsewhere.url}/`}});
    const {tenant} = await tlsTenant();
    const AUTH0_ACCESS_TOKEN = await tenant.issueToken({audience: `${portal.url}/api/v2/`});
    const env = {...strangers, AUTH0_DOMAIN: portal.url, AUTH0_ACCESS_TOKEN};
    expect(await errorOf(['check'], env)).toMatchObject({code: 'redirected'});
    expect(elsewhere.seen).toEqual([]);
  });

  test('a web page instead of a response is reported with its title', async () => {
    const portal = await startServer({
      status: 200,
      headers: {'content-type': 'text/html'},
      body: '<html><head><title>Hotel Wi-Fi\u001b[2J</title></head></html>',
    });
    const error = await errorOf(['check'], {...strangers, AUTH0_DOMAIN: portal.url});
    expect(error).toMatchObject({exitCode: 1, code: 'not_auth0'});
    expect(error.message).toContain('the web page “Hotel Wi-Fi\\x1b[2J”');
    expect(portal.seen).toHaveLength(1);
  });
});

describe('which hosts get credentials', () => {
  test('an unresolvable host is reported', async () => {
    const env = {...strangers, AUTH0_DOMAIN: nowhere};
    const error = await errorOf(['check', '--allow-custom-domain'], env);
    expect(error).toMatchObject({exitCode: 1, code: 'dns'});
  });

  test.each(['check', 'apply --yes', 'prove', 'undo --yes', 'export env'])(
    '%s: a host outside auth0.com gets nothing unless it is allowed',
    async command => {
      const {tenant, env, trust} = await tlsTenant({host: nowhere});
      const between = await startProxy({leadsTo: tenant.port});
      const all = {...env, ...trust, HTTPS_PROXY: between.url, HTTP_PROXY: between.url};
      const refused = await errorOf(command.split(' '), all);
      expect(refused).toMatchObject({exitCode: 3, code: 'custom_domain'});
      expect(between.seen).toEqual([]);
    },
  );

  test('an allowed custom domain works', async () => {
    const {tenant, env, trust} = await tlsTenant({host: nowhere});
    const between = await startProxy({leadsTo: tenant.port});
    const args = ['apply', '--yes', '--allow-custom-domain', '--json'];
    const {exitCode, stdout} = await runProgram(args, {...env, ...trust, HTTPS_PROXY: between.url});
    expect(exitCode, stdout).toBe(0);
  });

  test.each([host, '192.168.0.1', '[::ffff:127.0.0.1]', '127.0.0.1.example.com', 'localhost.evil'])(
    'http://%s is refused, proxy or not',
    async name => {
      const between = await startProxy({leadsTo: {refusal: 403}});
      const env = {...strangers, AUTH0_DOMAIN: `http://${name}`, HTTP_PROXY: between.url};
      expect(await errorOf(['check', '--allow-custom-domain'], env)).toMatchObject({
        exitCode: 3,
        code: 'insecure_http',
      });
      expect(between.seen).toEqual([]);
    },
  );
});
