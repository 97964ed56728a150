import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import type {Command} from '../../src/commands/command.js';
import {commands, parseInvocation} from '../../src/commands/registry.js';
import {type Stage, startStage} from '../journeys/support/tenant.js';
import {wizardExamples} from '../journeys/support/wizard-options.js';
import {type CommandOptions, runCommand} from './support/command-line.js';

/**
 * An example of every option of every command: what it does, in text and as JSON, and the exit
 * code. In a line, FOLDER is the example's own folder, URL its tenant, and JOB the job's Client ID.
 */
interface Example {
  readonly line: string;
  /** Default: `converged`. */
  readonly scenario?: string;
  readonly before?: readonly string[];
  readonly around?: (here: Stage) => CommandOptions;
  readonly exits: number;
  readonly says: string | RegExp;
  /** Undefined if it is not for a program: it asks. */
  readonly json?: object;
  /** What else is so afterwards. */
  readonly leaves?: (here: Stage) => Promise<void> | void;
}

const failed = (code: string) => ({says: new RegExp(`\\(${code}\\)\\n$`), json: {error: {code}}});

const inSync = {exits: 0, says: /in sync\./, json: {inSync: true}};
const proved = {exits: 0, says: 'Proved: ', json: {proved: true}};
const nothingLeft = {exits: 0, says: 'There is nothing to undo', json: {restored: []}};
const previewed = {exits: 0, says: 'will be replaced.', json: {out: '.env', applied: []}};
const environment = {exits: 0, says: 'TIMESHEETS_CLIENT_ID=', json: {what: 'env'}};

/** The commands that work on a tenant, each as it is run on one where nothing is to be done. */
const onTenants = [
  ['check', inSync],
  ['apply --yes', {...inSync, json: {inSync: true, applied: []}}],
  ['prove', proved],
  ['undo --yes', nothingLeft],
  ['rotate-secret --dry-run', previewed],
  ['export env', environment],
] as const;

const withoutDomain = ({env: {AUTH0_DOMAIN: _, ...env}}: Stage) => ({env});
const proxied = 'https://login.acme.example';

const reaching: readonly Example[] = onTenants.flatMap(([command, ends]) => [
  {line: `${command} --domain URL`, around: withoutDomain, ...ends},
  // A host of one's own is refused; once it is allowed, this machine's proxy is asked for it.
  {line: `${command} --domain ${proxied}`, exits: 3, ...failed('custom_domain')},
  {line: `${command} --domain ${proxied} --allow-custom-domain`, exits: 1, ...failed('proxy')},
  {
    line: `${command} --domain ${proxied} --allow-custom-domain --audience https://acme.eu.auth0.com/api/v2/`,
    exits: 1,
    ...failed('proxy'),
  },
  {
    line: `${command} --domain ${proxied} --allow-custom-domain --audience https://api.exampleco.com/timesheets`,
    exits: 3,
    ...failed('invalid_domain'),
  },
  {
    line: `${command} --demo=converged`,
    around: () => ({}),
    ...ends,
    json: 'out' in ends.json ? {applied: []} : ends.json,
  },
  {
    line: `${command} --demo=converged --latency 1`,
    around: () => ({}),
    ...ends,
    json: 'out' in ends.json ? {applied: []} : ends.json,
  },
  {line: `${command} --demo --latency soon`, exits: 3, ...failed('usage')},
  {
    line: `${command} --debug FOLDER/log`,
    ...ends,
    async leaves({folder}) {
      expect(await readFile(join(folder, 'log'), 'utf8')).toContain('"/oauth/token"');
    },
  },
  // Not reached, not signed in, interrupted.
  {line: `${command} --domain http://127.0.0.1:1`, exits: 1, ...failed('unreachable')},
  {
    line: command,
    around: ({env}) => ({env: {AUTH0_DOMAIN: env.AUTH0_DOMAIN}}),
    exits: 4,
    ...failed('not_signed_in'),
  },
  {
    line: command,
    around: ({env}) => ({env, signal: AbortSignal.abort()}),
    exits: 130,
    ...failed('interrupted'),
  },
]);

const drift = (says: string) => ({exits: 2, says, json: {inSync: false}});

const other = 'https://other.example.com';

const checks: readonly Example[] = [
  {line: 'check --client-id JOB', ...inSync},
  {line: 'check --client-id nobody', exits: 3, ...failed('inexistent_client')},
  {line: 'check --blueprint FOLDER/blueprint.json', ...drift('→ Theirs')},
  {line: 'check --api-name Ours', ...drift('Timesheets API → Ours')},
  {line: `check --identifier ${other}`, ...drift(`→ ${other}`)},
  {line: 'check --token-profile rfc9068', ...drift('Auth0 → RFC 9068')},
  {line: 'check --signing-alg PS256', ...drift('RS256 → PS256')},
  {line: 'check --app-name Ours', ...drift('→ Ours')},
  {
    line: 'check --out FOLDER/plan.json',
    scenario: 'drifted',
    exits: 2,
    says: 'The plan is in ',
    json: {inSync: false},
    async leaves({folder, tenant}) {
      const plan = JSON.parse(await readFile(join(folder, 'plan.json'), 'utf8'));
      expect(plan).toMatchObject({domain: tenant.domain});
    },
  },
  {
    line: 'check --tenants -',
    around: ({tenant, env: {AUTH0_DOMAIN: _, ...env}}) => ({env, stdin: `${tenant.url}\n`}),
    ...inSync,
    says: /^── 127\.0\.0\.1:\d+\n[\s\S]* is in sync\./,
  },
];

const apiOf = ({tenant}: Stage, identifier = 'https://api.exampleco.com/timesheets') =>
  tenant.store.resourceServers.find(api => api.identifier === identifier);
const jobOf = ({tenant}: Stage, name = 'Timesheets Import Job') =>
  tenant.store.clients.find(client => client.name === name);

const applies: readonly Example[] = [
  {
    line: 'apply --yes --client-id JOB --app-name Ours',
    ...inSync,
    leaves: here => expect(jobOf(here, 'Ours')).toBeDefined(),
  },
  {
    line: 'apply --yes --blueprint FOLDER/blueprint.json',
    ...inSync,
    leaves: here => expect(jobOf(here, 'Theirs')).toBeDefined(),
  },
  {
    line: 'apply --yes --api-name Ours',
    ...inSync,
    leaves: here => expect(apiOf(here)?.name).toBe('Ours'),
  },
  {
    line: `apply --yes --identifier ${other}`,
    ...inSync,
    leaves: here => expect(apiOf(here, other)).toBeDefined(),
  },
  {
    line: 'apply --yes --allow-breaking --token-profile rfc9068',
    ...inSync,
    leaves: here => expect(apiOf(here)?.token_dialect).toBe('rfc9068_profile'),
  },
  {
    line: 'apply --yes --token-profile rfc9068',
    exits: 2,
    says: 'Add --allow-breaking to apply them.',
    json: {inSync: false, applied: []},
    leaves: here => expect(apiOf(here)?.token_dialect).not.toBe('rfc9068_profile'),
  },
  {
    line: 'apply --yes --allow-breaking --signing-alg PS256',
    ...inSync,
    leaves: here => expect(apiOf(here)?.signing_alg).toBe('PS256'),
  },
  {
    line: 'apply --yes --app-name Ours',
    ...inSync,
    leaves: here => expect(jobOf(here, 'Ours')).toBeDefined(),
  },
  {line: 'apply', exits: 3, ...failed('needs_confirmation')},
  {
    line: 'apply --yes --identifier https://api.exampleco.com/timesheets/',
    exits: 3,
    ...failed('similar_api'),
  },
  {
    line: 'apply --yes --allow-similar --identifier https://api.exampleco.com/timesheets/',
    ...inSync,
    leaves: here => expect(apiOf(here, 'https://api.exampleco.com/timesheets/')).toBeDefined(),
  },
  {
    line: 'apply --dry-run',
    scenario: 'dashboard',
    exits: 2,
    says: 'drifted',
    json: {inSync: false},
    leaves: here => expect(jobOf(here)).toBeUndefined(),
  },
  {
    line: 'apply --yes --prove',
    scenario: 'fresh',
    exits: 0,
    says: '✔ scope      batch:upload',
    json: {inSync: true, proof: {proved: true}},
  },
  {
    line: 'apply --yes --plan FOLDER/plan.json',
    scenario: 'dashboard',
    before: ['check --out FOLDER/plan.json'],
    ...inSync,
  },
  {
    line: 'apply --dry-run --out FOLDER/plan.json',
    scenario: 'dashboard',
    exits: 2,
    says: 'The plan is in ',
    json: {inSync: false},
    async leaves({folder}) {
      expect(await readFile(join(folder, 'plan.json'), 'utf8')).toContain('"domain"');
    },
  },
  {
    line: 'apply --yes --tenants FOLDER/list',
    scenario: 'fresh',
    around: ({env: {AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET, ...env}}) => ({
      env: {
        ...env,
        ONE_AUTH0_CLIENT_ID: AUTH0_CLIENT_ID,
        ONE_AUTH0_CLIENT_SECRET: AUTH0_CLIENT_SECRET,
      },
    }),
    ...inSync,
    leaves: here => expect(jobOf(here)).toBeDefined(),
  },
];

const proofs: readonly Example[] = [
  {line: 'prove --client-id JOB', ...proved},
  {line: 'prove --client-id nobody', exits: 3, ...failed('inexistent_client')},
  {line: 'prove --blueprint FOLDER/blueprint.json', exits: 1, ...failed('proof_failed')},
  {line: 'prove --api-name Ours', ...proved},
  {line: `prove --identifier ${other}`, exits: 1, ...failed('proof_failed')},
  {line: 'prove --token-profile rfc9068', exits: 1, says: /✖ \w/, json: {proved: false}},
  {
    line: 'prove --signing-alg PS256',
    exits: 1,
    says: '✖ signature  signed with RS256, should be PS256',
    json: {proved: false},
  },
  {line: 'prove --app-name Ours', exits: 1, ...failed('proof_failed')},
  {line: 'prove --organization org_none', exits: 1, ...failed('organization_refused')},
];

const undone: readonly Example[] = [
  {
    line: 'undo --yes',
    scenario: 'fresh',
    before: ['apply --yes'],
    exits: 0,
    says: 'Undone: 3 writes.',
    json: {applied: [{}, {}, {}]},
    leaves: here => expect(jobOf(here)).toBeUndefined(),
  },
  {
    line: 'undo --dry-run',
    scenario: 'fresh',
    before: ['apply --yes'],
    exits: 0,
    says: 'Nothing was changed.',
    json: {applied: []},
    leaves: here => expect(jobOf(here)).toBeDefined(),
  },
  {
    line: 'undo',
    before: ['apply --yes'],
    exits: 3,
    ...failed('needs_confirmation'),
  },
  {
    line: 'undo --yes',
    scenario: 'drifted',
    before: ['apply --yes'],
    around(here) {
      const api = apiOf(here);
      here.tenant.store.resourceServers.update(api?.id ?? '', row => ({...row, scopes: []}));
      return {env: here.env};
    },
    exits: 2,
    ...failed('tenant_changed'),
  },
];

const rotations: readonly Example[] = [
  {
    line: 'rotate-secret --yes --out FOLDER/.env',
    exits: 0,
    says: /✔ POST .*rotate-secret 200\n✔ .*\.env updated; only you can read it\./,
    json: {wrote: 'updated', proof: {proved: true}},
    async leaves(here) {
      const values = await readFile(join(here.folder, '.env'), 'utf8');
      expect(values).toContain(jobOf(here)?.client_secret);
    },
  },
  {line: 'rotate-secret --dry-run --client-id JOB', ...previewed},
  {line: 'rotate-secret --dry-run --client-id nobody', exits: 3, ...failed('inexistent_client')},
  {
    line: 'rotate-secret --dry-run --blueprint FOLDER/blueprint.json',
    exits: 1,
    ...failed('proof_failed'),
  },
  {line: 'rotate-secret', exits: 3, ...failed('needs_confirmation')},
  {
    line: 'rotate-secret',
    around: ({env}) => ({env, terminal: 80, answers: ['n']}),
    exits: 2,
    says: /Nothing was changed\.\n$/,
  },
];

const holding = (text: string) => ({
  exits: 0,
  says: text,
  json: {content: expect.stringContaining(text)},
});

const exported: readonly Example[] = [
  {line: 'export env --client-id JOB', ...environment},
  {line: 'export env --client-id nobody', exits: 3, ...failed('inexistent_client')},
  {line: 'export blueprint --blueprint FOLDER/blueprint.json', ...holding('"Theirs"')},
  {line: 'export blueprint --api-name Ours', ...holding('"Ours"')},
  {line: `export blueprint --identifier ${other}`, ...holding(other)},
  {line: 'export blueprint --token-profile rfc9068', ...holding('"rfc9068"')},
  {line: 'export blueprint --signing-alg PS256', ...holding('"PS256"')},
  {line: 'export blueprint --app-name Ours', ...holding('"Ours"')},
  {
    line: 'export curl --out FOLDER/job.sh',
    exits: 0,
    says: /^Written to .+\/job\.sh\.\n$/,
    json: {what: 'curl', out: expect.stringMatching(/job\.sh$/)},
    async leaves({folder}) {
      expect(await readFile(join(folder, 'job.sh'), 'utf8')).toContain('curl');
    },
  },
  {
    line: 'export env --signing-secret',
    scenario: 'drifted',
    ...holding('# TIMESHEETS_SIGNING_SECRET is written to a file only'),
  },
  {line: 'export env --signing-secret', exits: 3, ...failed('usage')},
];

/** Until its address is printed. */
const served: Example['around'] = () => {
  const stop = new AbortController();
  return {signal: stop.signal, onOutput: () => stop.abort()};
};

const serving = {
  around: served,
  exits: 0,
  says: 'export AUTH0_DOMAIN=http://127.0.0.1:',
  json: {url: expect.stringMatching(/^http:/)},
};

const others: readonly Example[] = [
  {line: 'demo-tenant --demo=fresh', ...serving},
  {line: 'demo-tenant --scenario drifted', ...serving},
  {line: 'demo-tenant --scenario nowhere', exits: 3, ...failed('unknown_scenario')},
  {line: 'demo-tenant --port 0', ...serving},
  {line: 'demo-tenant --port 1000000', exits: 3, ...failed('usage')},
  {
    line: 'demo-tenant --tls',
    ...serving,
    says: 'Its certificate, for a file that NODE_EXTRA_CA_CERTS names:',
    json: {url: expect.stringMatching(/^https:/), certificate: expect.any(String)},
  },
  {line: 'demo-tenant --latency 5', ...serving},
  {line: 'demo-tenant --latency soon', exits: 3, ...failed('usage')},
  {
    line: 'forget --domain URL',
    before: ['apply --yes'],
    around: withoutDomain,
    exits: 0,
    says: 'Forgot the settings for 127.0.0.1:',
    json: {forgotten: [expect.stringMatching(/^127\.0\.0\.1:/)]},
  },
];

const examples = [
  ...reaching,
  ...checks,
  ...applies,
  ...proofs,
  ...undone,
  ...rotations,
  ...exported,
  ...others,
];

async function runExample(
  {line, scenario = 'converged', before = [], around, leaves}: Example,
  form: 'text' | 'JSON',
) {
  const here = await startStage(scenario);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await here.close();
  });
  const job = jobOf(here)?.client_id ?? '';
  const {stdout} = await runCommand('export blueprint --app-name Theirs');
  await writeFile(join(here.folder, 'blueprint.json'), stdout);
  await writeFile(join(here.folder, 'list'), `${here.tenant.url} ONE\n`);
  // Nobody listens there.
  vi.stubEnv('HTTPS_PROXY', 'http://127.0.0.1:1');
  const filled = (text: string) =>
    text
      .replaceAll('FOLDER', here.folder)
      .replaceAll('URL', here.tenant.url)
      .replaceAll('JOB', job);
  for (const earlier of before) await runCommand(filled(earlier), {env: here.env});
  const given = around?.(here) ?? {env: here.env};
  const ran = await runCommand(`${filled(line)}${form === 'JSON' ? ' --json' : ''}`, given);
  await leaves?.(here);
  return ran;
}

const titled = examples.map(example => [example.line, example.exits, example] as const);

test.each(titled)('%s: %i, in text', async (_, exits, example) => {
  const {exitCode, stdout, stderr} = await runExample(example, 'text');
  expect(exitCode, stdout + stderr).toBe(exits);
  if (typeof example.says === 'string') expect(stdout + stderr).toContain(example.says);
  else expect(stdout + stderr).toMatch(example.says);
});

test.each(titled.filter(([, , {json}]) => json !== undefined))(
  '%s --json: %i, and nothing but JSON',
  async (_, exits, example) => {
    const {exitCode, stdout, stderr} = await runExample(example, 'JSON');
    expect(exitCode, stdout + stderr).toBe(exits);
    expect(JSON.parse(stdout)).toMatchObject(example.json ?? {});
  },
);

describe('there is an example', () => {
  const run = examples.map(({line, exits}) => ({...parseInvocation(line.split(' ')), exits}));
  const examplesOf = (command: Command) => run.filter(each => each.command === command);
  // In all examples, or the same for each command.
  const printing = ['json', 'help', 'version'];
  const [wizard, ...named] = commands;

  test.each(named)('of every option of $name', command => {
    const shown = examplesOf(command).flatMap(({options}) => Object.keys(options));
    const missing = command.options.filter(name => ![...shown, ...printing].includes(name));
    expect(missing).toEqual([]);
  });

  test.each(named.filter(({exitCodes}) => 4 in exitCodes))(
    'of every exit code of $name',
    command => {
      const shown = examplesOf(command).map(({exits}) => exits);
      const missing = Object.keys(command.exitCodes).filter(code => !shown.includes(Number(code)));
      expect(missing).toEqual([]);
    },
  );

  test('of every option of the wizard, among the journeys', () => {
    const shown = wizardExamples.flatMap(({line}) =>
      Object.keys(parseInvocation(line.split(' ')).options),
    );
    expect(wizard?.options.filter(name => !shown.some(each => each === name))).toEqual([]);
  });
});
