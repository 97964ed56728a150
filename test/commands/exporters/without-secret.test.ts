import {execFile} from 'node:child_process';
import {readFile, writeFile} from 'node:fs/promises';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {decodeJwt} from 'jose';
import {describe, expect, it, onTestFinished, test} from 'vitest';
import {exportFromTenant} from '../../../src/commands/export.js';
import {exportKinds} from '../../../src/commands/exporters/export-table.js';
import {parseInvocation} from '../../../src/commands/registry.js';
import {audience, findApplication} from '../../emulator/support/tenant.js';
import {quietIo} from '../support/command-line.js';
import {type Opened, openDemo} from '../support/session.js';

const run = promisify(execFile);

async function exportKind({session}: Opened, word: string, ...args: readonly string[]) {
  const what = exportKinds.find(each => each === word);
  if (what === undefined) throw new Error(`There is no export ${word}.`);
  const {options} = parseInvocation(['export', what, ...args]);
  return await exportFromTenant(what, session, options, quietIo());
}

/** Records the job's uploads. */
async function api() {
  const tokens: string[] = [];
  const server = createServer((request, response) => {
    tokens.push(String(request.headers.authorization).replace(/^Bearer /, ''));
    response.end('taken');
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return {url: `http://127.0.0.1:${port}`, tokens};
}

describe('for a job with a private key', () => {
  const kinds = ['node', 'python', 'curl', 'env'];

  it.each(kinds)('export %s asks for no secret', async what => {
    const opened = await openDemo({scenario: 'private-key'});
    const {text} = await exportKind(opened, what);
    expect(text).not.toContain('TIMESHEETS_CLIENT_SECRET');
    expect(text).toContain('TIMESHEETS_CLIENT_SIGNING_KEY_PATH');
  });

  it.each([
    ['node', 'job.mjs', process.execPath],
    ['curl', 'job.sh', 'sh'],
  ])('the exported %s program gets a token and calls the API', async (what, name, program) => {
    const opened = await openDemo({scenario: 'private-key'});
    const {tenant, folder} = opened;
    const {client_id} = findApplication(tenant, 'Timesheets Import Job');
    const [script, key] = [join(folder, name), join(folder, 'job.pem')];
    await writeFile(script, `${(await exportKind(opened, what)).text}\n`);
    await writeFile(key, tenant.privateKeys.get(client_id) ?? '');
    const {url, tokens} = await api();
    const env = {
      PATH: process.env.PATH ?? '',
      TIMESHEETS_ISSUER: `${tenant.url}/`,
      TIMESHEETS_AUDIENCE: audience,
      TIMESHEETS_CLIENT_ID: client_id,
      TIMESHEETS_CLIENT_SIGNING_KEY_PATH: key,
      TIMESHEETS_API: url,
    };
    await run(program, [script], {env});
    expect(tokens.map(token => decodeJwt(token).scope)).toEqual(['batch:upload']);
  });

  it('the environment file has no secret, and keeps its other lines', async () => {
    const opened = await openDemo({scenario: 'private-key'});
    const path = join(opened.folder, '.env');
    await writeFile(path, 'MINE=1\n');
    await exportKind(opened, 'env', '--out', path);
    const content = await readFile(path, 'utf8');
    expect(content).toMatch(/^MINE=1\n[\s\S]*TIMESHEETS_CLIENT_ID=/);
    expect(content).not.toContain('TIMESHEETS_CLIENT_SECRET');
  });
});

test('for a job with a certificate, exports present the certificate', async () => {
  const opened = await openDemo({scenario: 'private-key'});
  const {store} = opened.tenant;
  const {client_id} = findApplication(opened.tenant, 'Timesheets Import Job');
  const methods = {client_authentication_methods: {tls_client_auth: {credentials: []}}};
  store.clients.update(client_id, row => ({...row, ...methods}));
  for (const what of ['node', 'python', 'curl']) {
    const {text} = await exportKind(opened, what);
    expect(text).toContain('TIMESHEETS_CLIENT_CERTIFICATE_PATH');
    expect(text).not.toMatch(/TIMESHEETS_CLIENT_(?:SECRET|SIGNING_KEY)/);
  }
});

describe('export env --signing-secret', () => {
  it('writes an HS256 API’s signing secret without the job’s settings', async () => {
    const opened = await openDemo({scenario: 'drifted'});
    const api = opened.tenant.store.resourceServers
      .all()
      .find(({identifier}) => identifier === audience);
    const path = join(opened.folder, 'api.env');
    const {text} = await exportKind(opened, 'env', '--signing-secret');
    expect(text).not.toContain(String(api?.signing_secret));
    const done = await exportKind(opened, 'env', '--signing-secret', '--out', path);
    expect(JSON.stringify(done)).not.toContain(String(api?.signing_secret));
    const content = await readFile(path, 'utf8');
    expect(content).toContain(`TIMESHEETS_SIGNING_SECRET=${api?.signing_secret}`);
    expect(content).not.toContain('TIMESHEETS_CLIENT');
  });

  it('is refused if the API has none', async () => {
    const opened = await openDemo({scenario: 'converged'});
    await expect(exportKind(opened, 'env', '--signing-secret')).rejects.toMatchObject({
      code: 'usage',
      message: expect.stringContaining('RS256'),
    });
  });
});
