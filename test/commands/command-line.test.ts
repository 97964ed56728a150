import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {commonOptions} from '../../src/commands/options.js';
import {commands} from '../../src/commands/registry.js';
import {Settings} from '../../src/commands/settings/settings.js';
import {codeOf, runCommand} from './support/command-line.js';

const folders: string[] = [];

afterEach(async () => {
  vi.restoreAllMocks();
  for (const folder of folders.splice(0)) await rm(folder, {recursive: true, force: true});
});

async function settingsFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'timesheets-setup-command-'));
  folders.push(folder);
  return folder;
}

test.each(['..', '.', 'a/b', 'a%2fb', 'a b', '{clientId}', 'https://acme.eu.auth0.com'])(
  'check --client-id %s exits 3, because it can’t be a Client ID',
  async given => {
    const ran = await runCommand(['check', '--demo', '--client-id', given]);
    expect([ran.exitCode, codeOf(ran)]).toEqual([3, 'usage']);
    expect(ran.stderr).toContain('--client-id');
  },
);

test.each([
  ['export env --out -', '--out takes a file, not “-”.'],
  ['check --out - --json', '--out takes a file, not “-”.'],
  ['check --json --out /dev/stdout', 'so --out can’t be /dev/stdout too.'],
  ['export blueprint --json --out /dev/fd/1', 'so --out can’t be /dev/fd/1 too.'],
])('%s --demo exits 3, because it can’t write to standard output', async (line, sentence) => {
  const ran = await runCommand(`${line} --demo`);
  expect(ran.exitCode).toBe(3);
  expect(ran.stdout + ran.stderr).toContain(sentence);
});

test.each(['check --out plan.json', 'export env --out x.env', 'rotate-secret --yes'])(
  '%s in a deleted folder fails with `file_unwritable` and a hint',
  async line => {
    vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw Object.assign(new Error('ENOENT: no such file or directory, uv_cwd'), {code: 'ENOENT'});
    });
    const ran = await runCommand(`${line} --demo=converged`);
    expect([ran.exitCode, codeOf(ran)]).toEqual([1, 'file_unwritable']);
    expect(ran.stderr).toContain('The folder that you are in no longer exists.');
  },
);

test('a demo without a temporary folder fails with `file_unwritable` and a hint', async () => {
  vi.stubEnv('TMPDIR', '/no/such/folder');
  const ran = await runCommand('apply --demo --yes');
  vi.unstubAllEnvs();
  expect([ran.exitCode, codeOf(ran)]).toEqual([1, 'file_unwritable']);
  expect(ran.stderr).toContain('Set TMPDIR to a folder that you can write to.');
});

describe('every command', () => {
  test.each(commands)('$name --help lists exactly the options that it accepts', async command => {
    const {stdout, exitCode} = await runCommand([command.name, '--help']);
    expect(exitCode).toBe(0);
    const listed = [...stdout.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(([, name]) => name);
    const expected = [...command.options, 'json', 'help', 'version'];
    if (command.name !== 'wizard')
      expect([...new Set(listed)].sort()).toEqual([...new Set(expected)].sort());
    // The help of the program is an overview; that of the wizard is behind `help wizard`.
    const whole = (await runCommand(['help', command.name])).stdout;
    for (const code of Object.keys(command.exitCodes)) {
      expect(whole).toMatch(new RegExp(`^ {2}${code} +\\w`, 'm'));
    }
    for (const line of whole.split('\n')) expect(line.length).toBeLessThanOrEqual(92);
    const isOverview = command.name === 'wizard';
    if (isOverview) expect(stdout.split('\n').length).toBeLessThanOrEqual(40);
    else expect(whole).toBe(stdout);
    expect((await runCommand([command.name, '-v'])).stdout).toBe('1.2.3\n');
  });

  test.each(commands)('$name refuses other commands’ options', async command => {
    const taken: readonly string[] = [...commonOptions, ...command.options];
    for (const other of ['autoplay', 'yes', 'plan', 'port'].filter(name => !taken.includes(name))) {
      const ran = await runCommand([command.name, `--${other}`, ...(other === 'yes' ? [] : ['1'])]);
      expect([ran.exitCode, codeOf(ran)]).toEqual([3, 'usage']);
      expect(ran.stderr).toContain(`takes no --${other}.`);
    }
  });

  test.each([
    ['chekc', 'Did you mean “check”?'],
    ['check --signing-algo RS256', 'Did you mean --signing-alg?'],
    ['check now', 'check takes no more arguments (“now”).'],
    ['check --domain', 'argument missing'],
    ['help chekc', 'Did you mean “check”?'],
    ['check --demo=fersh', 'Did you mean “fresh”?'],
    ['check --demo --latency soon', 'It takes a whole number.'],
  ])('%s exits 3 with a suggestion', async (line, sentence) => {
    const ran = await runCommand(line);
    expect(ran.exitCode).toBe(3);
    expect(ran.stderr).toContain(sentence);
    const json = await runCommand(`${line} --json`);
    expect(json.stderr).toBe('');
    expect(JSON.parse(json.stdout).error.code).toBe(codeOf(ran));
  });

  test('a command’s help lists its environment variables, and what --out writes', async () => {
    const helpOf = async (name: string) => (await runCommand(`help ${name}`)).stdout;
    expect(await helpOf('forget')).not.toContain('AUTH0_CLIENT_SECRET');
    expect(await helpOf('undo')).not.toContain('TIMESHEETS_CLIENT_ID');
    expect(await helpOf('prove')).toContain('TIMESHEETS_CLIENT_ID');
    expect(await helpOf('check')).toMatch(/--out FILE +save the plan to a file, for apply --plan/);
    expect(await helpOf('rotate-secret')).toMatch(/--out FILE +write the new secret to a file/);
  });

  test('--demo=list names the organization to prove the organizations demo with', async () => {
    const {stdout} = await runCommand('--demo=list');
    const [, options = ''] = /^organization .*\(prove (--organization \w+)\)$/m.exec(stdout) ?? [];
    const {exitCode} = await runCommand(`prove --demo=organization ${options}`);
    expect(exitCode).toBe(0);
  });

  test('--demo=list describes each scenario', async () => {
    const {stdout} = await runCommand('check --demo=list --json');
    expect(JSON.parse(stdout).scenarios).toContainEqual({
      name: 'drifted',
      summary: expect.any(String),
    });
    expect((await runCommand('--demo=list')).stdout).toMatch(/^drifted +\w/m);
  });

  test('a bug exits 1 with a stack trace in text output, without secrets', async () => {
    const check = commands.find(({name}) => name === 'check');
    if (check === undefined) throw new Error('There is no check.');
    vi.spyOn(check, 'run').mockRejectedValue(new TypeError('it is undefined'));
    const text = await runCommand('check');
    expect(text.exitCode).toBe(1);
    expect(text.stderr).toMatch(/^✖ it is undefined\n {2}This is a bug in timesheets-setup/);
    expect(text.stderr).toMatch(/\n {4}at /);
    const json = await runCommand('check --json');
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.stdout).error).toMatchObject({code: 'bug', message: 'it is undefined'});
  });
});

describe('the wizard', () => {
  test.each([
    ['', 'The wizard needs a terminal'],
    ['--json', 'doesn’t print JSON'],
  ])('exits 3 without a terminal or with --json (%s)', async (line, sentence) => {
    const {exitCode, stdout, stderr} = await runCommand(line);
    expect(exitCode).toBe(3);
    expect(stdout + stderr).toContain(sentence);
    expect(stdout + stderr).toContain('no_terminal');
  });

  test.each([
    ['--blueprint -', 'no_terminal', 'reads keys from standard input'],
    ['--autoplay', 'usage', 'Use --demo --autoplay.'],
    ['--demo --autoplay=fast', 'usage', 'Use a speed'],
    ['--demo=full --autoplay', 'usage', 'There is no walkthrough for “full”.'],
    ['--demo=nowhere', 'unknown_scenario', 'nowhere'],
    ['--signing-alg none', 'usage', 'It is one of: RS256'],
  ])('%s on a terminal exits 3', async (line, code, sentence) => {
    const ran = await runCommand(line, {terminal: 80});
    expect([ran.exitCode, codeOf(ran)]).toEqual([3, code]);
    expect(ran.stderr.replaceAll(/\s+/g, ' ')).toContain(sentence);
  });
});

describe('demo-tenant', () => {
  test.each(['', '--scenario drifted', '--tls', '--latency 5'])(
    'serves until it is stopped, and exits 0 (%s)',
    async options => {
      const interruption = new AbortController();
      const {exitCode, stdout} = await runCommand(`demo-tenant --json ${options}`, {
        signal: interruption.signal,
        onOutput: () => interruption.abort(),
      });
      expect(exitCode).toBe(0);
      expect(JSON.parse(stdout)).toEqual({
        url: expect.stringMatching(options === '--tls' ? /^https:/ : /^http:/),
        clientId: expect.stringMatching(/\w{20}/),
        clientSecret: expect.stringMatching(/\S{20}/),
        accessToken: expect.stringMatching(/^[\w-]+\.[\w-]+\.[\w-]+$/),
        ...(options === '--tls' && {certificate: expect.stringContaining('BEGIN CERTIFICATE')}),
      });
    },
  );

  test('prints the commands to type', async () => {
    const interruption = new AbortController();
    const {stdout} = await runCommand('demo-tenant', {
      signal: interruption.signal,
      onOutput: () => interruption.abort(),
    });
    expect(stdout).toMatch(/ {2}export AUTH0_CLIENT_SECRET=\S+\n {2}timesheets-setup check\n$/);
  });

  test.each(['--port x', '--port 1000000', '--scenario nowhere'])('%s exits 3', async options => {
    expect((await runCommand(`demo-tenant ${options}`)).exitCode).toBe(3);
  });
});

describe('forget', () => {
  test('forgets one tenant or all, and says if there was nothing', async () => {
    const folder = await settingsFolder();
    const env = {TIMESHEETS_SETUP_CONFIG_DIR: folder};
    for (const name of ['a', 'b', 'c'])
      await new Settings(folder).remember(`${name}.auth0.com`, {});
    const one = await runCommand('forget --domain a.auth0.com', {env});
    expect(one).toEqual({
      exitCode: 0,
      stdout: 'Forgot the settings for a.auth0.com.\n',
      stderr: '',
    });
    expect((await runCommand('forget --demo', {env})).stdout).toBe(
      'There were no saved settings.\n',
    );
    const {stdout} = await runCommand('forget --json', {env});
    expect(JSON.parse(stdout).forgotten.sort()).toEqual(['b.auth0.com', 'c.auth0.com']);
    expect((await runCommand('forget', {env})).stdout).toBe('There were no saved settings.\n');
  });
});
