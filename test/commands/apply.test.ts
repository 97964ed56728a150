import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, describe, expect, test} from 'vitest';
import {SecondAdmin} from '../engine/support/second-admin.js';
import {type Stage, startStage, writesOf} from '../journeys/support/tenant.js';
import {codeOf, runCommand} from './support/command-line.js';

let here: Stage;

afterEach(async () => {
  await here.close();
});

async function startOn(scenario: string): Promise<Stage> {
  here = await startStage(scenario);
  return here;
}

function jobOf({store}: Stage['tenant']) {
  const job = store.clients.find(({name}) => name === 'Timesheets Import Job');
  const grant = store.clientGrants.find(({client_id: id}) => id === job?.client_id);
  if (job === undefined || grant === undefined) throw new Error('the scenario has both');
  return {job, grant};
}

describe('apply', () => {
  test('--yes --prove lists every write, step and claim, and exits 0', async () => {
    const {env, tenant} = await startOn('fresh');
    const {exitCode, stdout, stderr} = await runCommand('apply --yes --prove', {env});
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout).toMatch(/^✔ POST \/api\/v2\/resource-servers 201\n/);
    expect(stdout).toContain(
      '\n✔ API          created\n✔ Signing      created\n✔ Permissions  created\n',
    );
    expect(stdout).toContain(`\n${tenant.domain} is in sync.\n\n✔ `);
    expect(stdout).toMatch(/✔ scope +batch:upload, and nothing else\n/);
    const again = await runCommand('apply --yes', {env});
    expect(again.stdout).toContain('was already in sync. Nothing was changed.');
    expect(again.exitCode).toBe(0);
  });

  test('breaking changes are skipped with a reason, without a proof, and it exits 2', async () => {
    const {env} = await startOn('drifted');
    const {exitCode, stdout} = await runCommand('apply --yes --prove', {env});
    expect(exitCode).toBe(2);
    expect(stdout).toContain('Add --allow-breaking to apply them.\n');
    expect(stdout).toContain('No proof: the tenant is not in sync.');
    expect(stdout).toContain('✔ Permissions  updated\n    kept: admin:payroll\n');
    expect(stdout).toContain('✔ Application  in sync\n');
    expect(stdout).toContain('≠ Access       drifted\n');
    const bold = await runCommand('apply --yes --allow-breaking --json', {env});
    expect(bold.exitCode).toBe(0);
    expect(JSON.parse(bold.stdout)).toMatchObject({inSync: true, applied: [{method: 'PATCH'}, {}]});
  });

  test('exits 1 if in sync but not proved', async () => {
    const {env, tenant} = await startOn('converged');
    const api = tenant.store.resourceServers.all().find(each => each.is_system !== true);
    // The tenant issues a token without the granted permission.
    tenant.hooks.onRequest = async ({path}) => {
      if (path !== '/oauth/token') return;
      const [grant] = tenant.store.clientGrants
        .all()
        .filter(({audience}) => audience === api?.identifier);
      const signedInBefore = tenant.requests.some(request => request.path.startsWith('/api/v2/'));
      if (grant === undefined || !signedInBefore) return;
      tenant.store.clientGrants.update(grant.id, row => ({...row, scope: []}));
    };
    const {exitCode, stdout} = await runCommand('apply --yes --prove --json', {env});
    expect(exitCode).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({inSync: true, proof: {proved: false}});
  });

  test.each([
    ['y', 0],
    ['YES', 0],
    ['n', 2],
    ['', 2],
  ])('shows the changes and asks: answering “%s” exits %i', async (answer, expected) => {
    const {env, tenant} = await startOn('dashboard');
    const ran = await runCommand('apply', {env, terminal: 80, answers: [answer]});
    expect(ran.exitCode).toBe(expected);
    expect(ran.stdout).toContain('Changes to 127.0.0.1:');
    expect(ran.stdout).toContain('Apply these changes? [y/N] ');
    expect(writesOf(tenant).length > 0).toBe(expected === 0);
    if (expected === 2) expect(ran.stdout).toMatch(/Nothing was changed\.\n$/);
  });

  test('Ctrl-D at the question exits 130 and writes nothing', async () => {
    const {env, tenant} = await startOn('dashboard');
    const ran = await runCommand('apply', {env, terminal: 80, answers: []});
    expect([ran.exitCode, codeOf(ran)]).toEqual([130, 'interrupted']);
    expect(writesOf(tenant)).toEqual([]);
  });

  test.each(['apply', 'apply --json', 'apply --tenants -'])(
    '%s without a terminal exits 3',
    async line => {
      const {env} = await startOn('dashboard');
      const {exitCode, stdout, stderr} = await runCommand(line, {env});
      expect(exitCode).toBe(3);
      expect(stdout + stderr).toContain('needs_confirmation');
    },
  );

  test('--dry-run is the same as check, and writes nothing', async () => {
    const {env, tenant} = await startOn('dashboard');
    const dry = await runCommand('apply --dry-run', {env});
    expect(dry).toEqual(await runCommand('check', {env}));
    expect(writesOf(tenant)).toEqual([]);
  });

  test('--plan applies the saved plan, and accepts no other choices', async () => {
    const {env, folder} = await startOn('dashboard');
    const plan = join(folder, 'plan.json');
    await runCommand(['check', '--out', plan], {env});
    const mixed = await runCommand(['apply', '--yes', '--plan', plan, '--app-name', 'x'], {env});
    expect([mixed.exitCode, codeOf(mixed)]).toEqual([3, 'usage']);
    const content = await readFile(plan, 'utf8');
    const piped = await runCommand('apply --yes --plan -', {env, stdin: content});
    expect(piped.exitCode).toBe(0);
    const moved = await runCommand(['apply', '--yes', '--plan', plan], {env});
    expect([moved.exitCode, codeOf(moved)]).toEqual([2, 'tenant_changed']);
  });

  test('--plan authorizes only the planned application, and exits 2 if another one has its name now', async () => {
    const {env, folder, tenant} = await startOn('converged');
    const {clients, clientGrants} = tenant.store;
    const {job, grant} = jobOf(tenant);
    clientGrants.remove(grant.id);
    const plan = join(folder, 'plan.json');
    await runCommand(['check', '--out', plan], {env});
    clients.remove(job.client_id);
    clients.insert({...job, client_id: 'AnotherApplicationOfTheSameName1'});
    const ran = await runCommand(['apply', '--yes', '--plan', plan], {env});
    expect([ran.exitCode, codeOf(ran)]).toEqual([2, 'tenant_changed']);
    expect(writesOf(tenant)).toEqual([]);
  });

  test('--plan stops with exit 2 if the application is replaced meanwhile, and leaves the new one unchanged', async () => {
    const {env, folder, tenant} = await startOn('drifted');
    const plan = join(folder, 'plan.json');
    await runCommand(['check', '--out', plan], {env});
    const {job, grant} = jobOf(tenant);
    tenant.hooks.onRequest = ({method, path}, {clients, clientGrants}) => {
      if (method !== 'PATCH' || !path.includes('/resource-servers/')) return;
      clients.update(job.client_id, row => ({...row, name: 'Renamed'}));
      clients.insert({...job, client_id: 'AnotherApplicationOfTheSameName1'});
      clientGrants.remove(grant.id);
      clientGrants.insert({
        ...grant,
        id: 'cgr_anotherGrant0001',
        client_id: 'AnotherApplicationOfTheSameName1',
      });
    };
    const args = ['apply', '--yes', '--allow-breaking', '--plan', plan];
    const ran = await runCommand(args, {env});
    expect([ran.exitCode, codeOf(ran)]).toEqual([2, 'tenant_changed']);
    expect(tenant.store.clientGrants.get('cgr_anotherGrant0001')?.scope).toEqual(grant.scope);
  });

  test('--out is only accepted with --dry-run', async () => {
    const {env, folder} = await startOn('dashboard');
    const out = join(folder, 'plan.json');
    const wrong = await runCommand(['apply', '--yes', '--out', out], {env});
    expect([wrong.exitCode, codeOf(wrong)]).toEqual([3, 'usage']);
    const dry = await runCommand(['apply', '--dry-run', '--out', out], {env});
    expect(dry.stdout).toContain(`The plan is in ${out}.`);
  });

  test('a blocked step stops it before the first write', async () => {
    const {env, tenant} = await startOn('deny-all');
    const ran = await runCommand('apply --yes', {env});
    expect([ran.exitCode, codeOf(ran)]).toEqual([1, 'api_denies_applications']);
    expect((await runCommand('check', {env})).stdout).toContain('✖ Access       blocked\n');
    expect(writesOf(tenant)).toEqual([]);
  });

  test('lists missing permissions, and exits 4', async () => {
    const {env, tenant} = await startOn('read-only');
    const ran = await runCommand('apply --yes', {env});
    expect([ran.exitCode, codeOf(ran)]).toEqual([4, 'missing_permissions']);
    expect(writesOf(tenant)).toEqual([]);
  });

  test('exits 130 if interrupted halfway, and reports what was applied', async () => {
    const {env, tenant} = await startOn('fresh');
    const interruption = new AbortController();
    tenant.hooks.onRequest = async ({method, path}) => {
      if (method === 'POST' && path === '/api/v2/clients') interruption.abort();
    };
    const {signal} = interruption;
    const {exitCode, stdout} = await runCommand('apply --yes --json', {env, signal});
    expect(exitCode).toBe(130);
    expect(JSON.parse(stdout)).toMatchObject({
      error: {code: 'interrupted'},
      applied: [{method: 'POST', path: '/api/v2/resource-servers'}],
    });
  });
});

test('an application that Auth0 created late, beside the one of a later run, is named', async () => {
  const {tenant, env} = await startOn('fresh');
  tenant.faults.add({kind: 'reset-before', method: 'POST', path: '/api/v2/clients', nth: 1});
  expect(codeOf(await runCommand('apply --yes', {env}))).toBe('timeout');
  expect((await runCommand('apply --yes', {env})).exitCode).toBe(0);
  new SecondAdmin(tenant).createApplication(['client_credentials']);
  const {clients} = tenant.store;
  const ids = [...clients.all()].flatMap(({name, client_id}) =>
    name === 'Timesheets Import Job' ? [client_id] : [],
  );
  expect(ids).toHaveLength(2);
  for (const command of ['check', 'apply --yes']) {
    const {exitCode, stdout} = await runCommand(command, {env});
    expect(exitCode).toBe(0);
    expect(stdout).toContain(
      `    Timesheets Import Job (${ids[1]}) is another application with this name. It won’t change.`,
    );
    expect(stdout).not.toContain(`Timesheets Import Job (${ids[0]})`);
  }
  const later = new Date(Date.now() + 8 * 86_400_000);
  expect((await runCommand('check', {env, now: later})).stdout).not.toContain(
    'another application',
  );
});
