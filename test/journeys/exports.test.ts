import {execFile, spawn, spawnSync} from 'node:child_process';
import {once} from 'node:events';
import {readFileSync, symlinkSync, writeFileSync} from 'node:fs';
import {createServer} from 'node:net';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {afterAll, beforeAll, describe, expect, it} from 'vitest';
import {runProgram} from './support/headless.js';
import {type Stage, startStage} from './support/tenant.js';

const execute = promisify(execFile);
const root = join(import.meta.dirname, '../..');
const python = spawnSync('python3', ['-c', 'import requests']).status === 0;

/** Each job's file, and the command that runs it. */
const jobs = {
  curl: ['job.sh', 'set -a; . ./.env; set +a; . ./job.sh'],
  node: ['job.mjs', `'${process.execPath}' --env-file=.env job.mjs`],
  python: ['job.py', 'set -a; . ./.env; set +a; python3 job.py'],
} as const;

const kinds = ['curl', 'node', 'python'] as const;
const apis = ['express', 'node-api'] as const;

/** The options with which the tenant is set up, and how the application sends its secret. */
const profiles = {
  'Auth0 profile, RS256': {options: [], method: 'client_secret_post'},
  'Auth0 profile, secret as Basic': {options: [], method: 'client_secret_basic'},
  'RFC 9068, PS256': {
    options: ['--token-profile', 'rfc9068', '--signing-alg', 'PS256'],
    method: 'client_secret_post',
  },
  'Auth0 profile, HS256': {options: ['--signing-alg', 'HS256'], method: 'client_secret_post'},
} as const;

describe.each(Object.entries(profiles))('%s: the exported programs work', (_, profile) => {
  let opened: Stage;
  let env: Readonly<Record<string, string>>;
  const file = (name: string) => join(opened.folder, name);

  beforeAll(async () => {
    opened = await startStage('converged');
    const {store} = opened.tenant;
    const applied = ['apply', '--yes', '--allow-breaking', ...profile.options];
    expect(await runProgram(applied, opened.env)).toMatchObject({exitCode: 0});
    const job = store.clients.find(({name}) => name === 'Timesheets Import Job');
    store.clients.update(job?.client_id ?? '', row => ({
      ...row,
      token_endpoint_auth_method: profile.method,
    }));
    const written = ['export', 'env', '--out', file('.env'), ...profile.options];
    expect(await runProgram(written, opened.env)).toMatchObject({exitCode: 0});
    const secret = [...store.resourceServers.all()].find(api => api.signing_secret !== undefined);
    env = {
      PATH: process.env.PATH ?? '',
      HOME: process.env.HOME ?? '',
      ...(profile.options.some(option => option === 'HS256') && {
        TIMESHEETS_SIGNING_SECRET: secret?.signing_secret ?? '',
      }),
    };
    // The packages that the files import, as `npm install` would put them there.
    symlinkSync(join(root, 'node_modules'), file('node_modules'));
  });

  afterAll(async () => {
    await opened.close();
  });

  /** What is there already is not exported again: it is always the same. */
  const exports = new Map<string, Promise<void>>();

  function exportTo(what: string, name: string): Promise<void> {
    const done = exports.get(name) ?? exportNew(what, name);
    exports.set(name, done);
    return done;
  }

  async function exportNew(what: string, name: string): Promise<void> {
    const ran = await runProgram(
      ['export', what, '--out', file(name), ...profile.options],
      opened.env,
    );
    expect(ran).toMatchObject({exitCode: 0, stderr: ''});
  }

  /** Connections are refused until the API is started. */
  async function withApi(what: string, act: (url: string) => Promise<void>): Promise<void> {
    await exportTo(what, `${what}.mjs`);
    const port = await freePort();
    const child = spawn(process.execPath, ['--env-file=.env', `${what}.mjs`], {
      cwd: opened.folder,
      env: {...env, PORT: String(port)},
      stdio: 'ignore',
    });
    const exited = once(child, 'exit');
    const url = `http://127.0.0.1:${port}`;
    try {
      await expect
        .poll(
          () =>
            fetch(url).then(
              () => 'there',
              () => 'not there',
            ),
          {timeout: 20_000},
        )
        .toBe('there');
      await act(url);
    } finally {
      child.kill();
      await exited;
    }
  }

  async function runJob(what: (typeof kinds)[number], api: string): Promise<string> {
    const [name, command] = jobs[what];
    await exportTo(what, name);
    const given = {cwd: opened.folder, env: {...env, TIMESHEETS_API: api}};
    return (await execute('sh', ['-c', command], given)).stdout;
  }

  /** The API's status for an upload with this token. */
  async function statusFor(url: string, token?: string): Promise<number> {
    const authorization = token === undefined ? {} : {authorization: `Bearer ${token}`};
    const headers = {'content-type': 'application/json', ...authorization};
    const {status} = await fetch(`${url}/timesheets/upload`, {method: 'POST', headers, body: '[]'});
    return status;
  }

  async function tokenFor(scope: string): Promise<string> {
    const values = readFileSync(file('.env'), 'utf8');
    const value = (name: string) =>
      new RegExp(`^${name}='?([^'\\n]*)`, 'm').exec(values)?.[1] ?? '';
    const [id, secret] = [value('TIMESHEETS_CLIENT_ID'), value('TIMESHEETS_CLIENT_SECRET')];
    const basic = profile.method === 'client_secret_basic';
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
    const answer = await fetch(`${opened.tenant.url}/oauth/token`, {
      method: 'POST',
      ...(basic && {headers: {authorization}}),
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        ...(!basic && {client_id: id, client_secret: secret}),
        audience: value('TIMESHEETS_AUDIENCE'),
        ...(scope !== '' && {scope}),
      }),
    });
    return Object(await answer.json()).access_token;
  }

  it.each(apis)(
    '%s: the jobs upload; requests without a token, with another tenant’s or with too few permissions are refused',
    async what => {
      await withApi(what, async url => {
        for (const kind of kinds) {
          if (kind === 'python' && !python) continue;
          expect(await runJob(kind, url), kind).toMatch(/^(?:HTTP\/1\.1 )?201/);
        }
        expect(await statusFor(url)).toBe(401);
        expect(await statusFor(url, opened.tenant.accessToken)).toBe(401);
        const audience = 'https://api.exampleco.com/timesheets';
        const forged = await opened.tenant.issueToken({audience, signedBy: 'a-stranger'});
        expect(await statusFor(url, forged)).toBe(401);
        const token = await tokenFor('');
        expect(await statusFor(url, token)).toBe(201);
        expect(await statusFor(url, `${token.slice(0, -4)}AAAA`)).toBe(401);
        expect(await statusFor(url, await withoutScope())).toBe(403);
      });
    },
  );

  /** The job's token for the API without permissions. */
  async function withoutScope(): Promise<string> {
    const {store} = opened.tenant;
    const grant = store.clientGrants.find(({audience}) => audience.endsWith('/timesheets'));
    if (grant === undefined) throw new Error('the job holds no grant');
    store.clientGrants.update(grant.id, row => ({...row, scope: ['read:timesheets']}));
    const token = await tokenFor('');
    store.clientGrants.update(grant.id, row => ({...row, scope: ['batch:upload']}));
    return token;
  }

  it('sh and python3 find no syntax error in the files', async ({skip}) => {
    await exportTo('curl', 'job.sh');
    await exportTo('auth0-cli', 'cli.sh');
    for (const name of ['job.sh', 'cli.sh']) {
      expect(spawnSync('sh', ['-n', file(name)]).status).toBe(0);
    }
    skip(!python, 'there is no python3 with requests on this machine');
    await exportTo('python', 'job.py');
    const compiled = ['-c', 'import ast, sys; ast.parse(open(sys.argv[1]).read())', file('job.py')];
    expect(spawnSync('python3', compiled).status).toBe(0);
  });

  it('a job with a wrong secret prints the tenant’s response, and fails', async () => {
    await exportTo('node', 'job.mjs');
    await exportTo('python', 'job.py');
    const values = readFileSync(file('.env'), 'utf8');
    writeFileSync(file('wrong.env'), values.replace(/^(TIMESHEETS_CLIENT_SECRET=).*$/m, '$1wrong'));
    for (const kind of ['node', 'python'] as const) {
      if (kind === 'python' && !python) continue;
      const command = jobs[kind][1]
        .replaceAll('.env', 'wrong.env')
        .replace('./wrong.env', './wrong.env');
      // The tenant runs in this process, so this must not block.
      const ran = await execute('sh', ['-c', command], {cwd: opened.folder, env}).catch(Object);
      expect(ran.code, kind).toBe(1);
      expect(ran.stderr).toContain('No token: 401');
    }
  });
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' ? (address?.port ?? 0) : 0;
}
