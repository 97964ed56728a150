import {existsSync, mkdirSync, readdirSync, readFileSync, statSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it} from 'vitest';
import {rotateJobSecret} from '../../src/commands/rotate-secret.js';
import {undo} from '../../src/commands/undo.js';
import type {DemoTenantOptions} from '../../src/emulator/server.js';
import {findApplication} from '../emulator/support/tenant.js';
import {addThirdParty} from '../engine/support/attacks.js';
import {type Opened, openDemo, sessionOn} from './support/session.js';

const {signal} = new AbortController();
const jobName = 'Timesheets Import Job';
const rotations = '/api/v2/clients/*/rotate-secret';

const secretIn = ({tenant}: Opened) => findApplication(tenant, jobName).client_secret ?? '';
const rotationRequests = ({tenant}: Opened) =>
  tenant.requests.filter(({path}) => path.endsWith('/rotate-secret'));
const envOf = ({folder}: Opened) => readFileSync(join(folder, '.env'), 'utf8');

async function rotate(opened: Opened, answer: 'yes' | 'no' = 'yes') {
  const shown: {lines: readonly string[]; names: readonly string[]}[] = [];
  const options = {
    out: join(opened.folder, '.env'),
    confirm: async (lines: readonly string[], names: readonly string[] = []) => {
      shown.push({lines, names});
      return answer;
    },
  };
  const done = rotateJobSecret(opened.session, options, signal);
  return {result: await done, shown};
}

/** The files that this program saves. */
function readSavedFiles({folder}: Opened): string {
  const settings = join(folder, 'settings');
  if (!existsSync(settings)) return '';
  return readdirSync(settings, {recursive: true, encoding: 'utf8'})
    .map(name => join(settings, name))
    .filter(path => statSync(path).isFile())
    .map(path => readFileSync(path, 'utf8'))
    .join('\n');
}

describe('rotate-secret', () => {
  it('says what breaks, asks for the tenant’s name, writes the new secret only to .env, and proves it', async () => {
    const opened = await openDemo({scenario: 'converged'});
    const old = secretIn(opened);
    const {result, shown} = await rotate(opened);
    const secret = secretIn(opened);
    expect(secret).not.toBe(old);
    expect(shown).toMatchObject([
      {
        lines: expect.arrayContaining([expect.stringContaining('undo this')]),
        names: [opened.session.tenantName],
      },
    ]);
    expect(result).toMatchObject({
      exitCode: 0,
      json: {proof: {proved: true}, applied: [{method: 'POST', status: 200}]},
    });
    expect(envOf(opened)).toContain(`TIMESHEETS_CLIENT_SECRET=${secret}`);
    const everywhereElse = readSavedFiles(opened) + JSON.stringify(result);
    expect(everywhereElse).toContain('rotate-secret');
    for (const each of [old, secret]) expect(everywhereElse).not.toContain(each);
  });

  it('changes nothing if not confirmed', async () => {
    const opened = await openDemo({scenario: 'converged'});
    const old = secretIn(opened);
    expect((await rotate(opened, 'no')).result.exitCode).toBe(2);
    expect(secretIn(opened)).toBe(old);
    expect(existsSync(join(opened.folder, '.env'))).toBe(false);
  });

  it('rotates nothing if the file can’t be written', async () => {
    const opened = await openDemo({scenario: 'converged'});
    const old = secretIn(opened);
    mkdirSync(join(opened.folder, '.env'));
    await expect(rotate(opened)).rejects.toMatchObject({code: expect.stringMatching(/^file_/)});
    expect(secretIn(opened)).toBe(old);
  });

  it('is listed by undo as a loss, and doesn’t hide earlier runs from it', async () => {
    const opened = await openDemo({scenario: 'converged'});
    await rotate(opened);
    const secret = secretIn(opened);
    const again = await sessionOn(opened.tenant, opened.folder);
    const undone = await undo(again, {confirm: async () => 'yes'}, signal);
    expect(undone).toMatchObject({
      exitCode: 0,
      json: {restored: [], losses: [expect.stringMatching(/secret .* can’t be recovered/)]},
    });
    expect(secretIn(opened)).toBe(secret);
    const next = await undo(
      await sessionOn(opened.tenant, opened.folder),
      {confirm: 'dry-run'},
      signal,
    );
    expect(next.json).toMatchObject({losses: []});
  });
});

describe('a rotation without a response', () => {
  const faulty = async (kind: 'reset-after' | 'reset-before') =>
    await openDemo({scenario: 'converged', faults: [{kind, path: rotations, nth: 1}]});

  it('is recognized by the new secret, which is written and proved', async () => {
    const opened = await faulty('reset-after');
    const {result} = await rotate(opened);
    expect(result.exitCode).toBe(0);
    expect(rotationRequests(opened)).toHaveLength(1);
    expect(envOf(opened)).toContain(secretIn(opened));
  });

  it('is not retried if it did not happen', async () => {
    const opened = await faulty('reset-before');
    const old = secretIn(opened);
    await expect(rotate(opened)).rejects.toMatchObject({
      effect: 'unknown',
      hint: expect.stringContaining('export env'),
    });
    expect(secretIn(opened)).toBe(old);
    expect(rotationRequests(opened).length).toBeLessThan(2);
  });

  it('is retried after a 429', async () => {
    const faults = [{kind: '429-reset', path: rotations, nth: 1, seconds: 1}] as const;
    const opened = await openDemo({scenario: 'converged', faults});
    expect((await rotate(opened)).result.exitCode).toBe(0);
    expect(rotationRequests(opened)).toHaveLength(2);
    expect(envOf(opened)).toContain(secretIn(opened));
  });
});

describe('it refuses to rotate', () => {
  const refused: readonly [string, DemoTenantOptions, (opened: Opened) => string, string][] = [
    ['a key pair', {scenario: 'private-key'}, idOfJob, 'no_client_secret'],
    [
      'the application that signs in',
      {scenario: 'converged'},
      ({tenant}) => tenant.clientId,
      'own_application',
    ],
    [
      'a third party’s application',
      {scenario: 'converged'},
      ({tenant}) => {
        addThirdParty(tenant);
        return 'ThirdPartyApplicationOfAnybody01';
      },
      'third_party_application',
    ],
  ];

  it.each(refused)('%s', async (_, options, idOf, code) => {
    const opened = await openDemo(options);
    const id = idOf(opened);
    const session = await sessionOn(opened.tenant, opened.folder, ['--client-id', id]);
    await expect(rotate({...opened, session})).rejects.toMatchObject({code});
    const change = {action: 'rotate-secret', resource: 'client', id} as const;
    await expect(session.tenant.perform(change)).rejects.toMatchObject({code});
    expect(rotationRequests(opened)).toEqual([]);
  });

  it('a secret that someone else rotated since', async () => {
    const opened = await openDemo({scenario: 'converged'});
    const {tenant, session} = opened;
    const confirm = async () => {
      const {client_id} = findApplication(tenant, jobName);
      tenant.store.clients.update(client_id, row => ({...row, client_secret: 'somebody-elses'}));
      return 'yes' as const;
    };
    const out = join(opened.folder, '.env');
    await expect(rotateJobSecret(session, {out, confirm}, signal)).rejects.toMatchObject({
      code: 'tenant_changed',
    });
    expect(secretIn(opened)).toBe('somebody-elses');
  });

  it('any secret without update:client_keys', async () => {
    const opened = await openDemo({scenario: 'no-secrets'});
    const session = await sessionOn(opened.tenant, opened.folder);
    await expect(rotate({...opened, session})).rejects.toMatchObject({
      code: 'missing_permissions',
      permissions: ['update:client_keys'],
    });
  });
});

function idOfJob({tenant}: Opened): string {
  return findApplication(tenant, jobName).client_id;
}
