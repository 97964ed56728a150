import {writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, it, vi} from 'vitest';
import {firstFrame} from './support/first-frame.js';
import {withFolder} from './support/program.js';

/** What would reach a program, or slow it down, if the caller's environment came through. */
const marks = {
  TIMESHEETS_BENCH_MARK: 'of the caller',
  NODE_EXTRA_CA_CERTS: '/etc/ssl/certs/ca-certificates.crt',
  NODE_OPTIONS: '--no-warnings',
  NODE_COMPILE_CACHE: '/nonexistent/cache',
  AUTH0_DOMAIN: 'acme.eu.auth0.com',
  npm_config_registry: 'https://registry.example/',
};

/** Which of them a program has. */
const tell = `console.log('has:' + JSON.stringify(Object.keys(process.env).filter(name => ${JSON.stringify(Object.keys(marks))}.includes(name))))`;

/** The support modules as a caller of that environment loads them. */
async function withMarks<Value>(act: () => Promise<Value>): Promise<Value> {
  for (const [name, value] of Object.entries(marks)) vi.stubEnv(name, value);
  vi.resetModules();
  try {
    return await act();
  } finally {
    vi.unstubAllEnvs();
    vi.resetModules();
  }
}

it('a timed program inherits nothing of the caller’s environment', async () => {
  await withMarks(async () => {
    const {runs, runsNode} = await import('./support/program.js');
    expect((await runsNode(['-e', tell])).stdout).toBe('has:[]\n');
    const {stdout} = await runs('env', []);
    const names = stdout
      .trim()
      .split('\n')
      .map(line => line.split('=')[0]);
    expect(names.toSorted()).toEqual(['HOME', 'LANG', 'PATH', 'TERM']);
  });
});

it('a program timed in a terminal inherits nothing either', async () => {
  await withMarks(async () => {
    const first = (await import('./support/first-frame.js')).firstFrame;
    const {ListInTerminal} = await import('./support/key-presses.js');
    const staying = `${tell}; setTimeout(() => {}, 10_000)`;
    expect(await first(['-e', staying], /has:\[\]/)).toBeGreaterThan(0);
    const list = new ListInTerminal(['-e', staying]);
    await list.shows(/has:\[\]/);
    list.close();
  });
});

it('the probe detects an inherited variable', async () => {
  const ended = `${tell}; setTimeout(() => {}, 50)`;
  await expect(firstFrame(['-e', ended], /has:\[\]/, marks)).rejects.toThrow('never shown');
});

it('npm inherits only its registry settings', async () => {
  await withMarks(async () => {
    const {npmSettings, npmEnv} = await import('./support/deploy-cli.js');
    for (const name of Object.keys(npmEnv)) {
      expect(name).toMatch(/^(HOME|npm_config_(registry|userconfig|globalconfig|cafile))$/i);
    }
    expect(npmSettings({HOME: '/home/me', NODE_OPTIONS: 'x', SECRET: 'y'})).toEqual({
      HOME: '/home/me',
    });
  });
});

it('the memory measurement inherits nothing either', async () => {
  await withMarks(async () => {
    const {peakMemory} = await import('./support/program.js');
    await withFolder(async folder => {
      const file = join(folder, 'program.cjs');
      const out = JSON.stringify(join(folder, 'told'));
      await writeFile(
        file,
        `console.log = text => require('fs').writeFileSync(${out}, text);${tell}`,
      );
      expect(await peakMemory([file])).toBeGreaterThan(10);
      const {readFile} = await import('node:fs/promises');
      expect(await readFile(join(folder, 'told'), 'utf8')).toBe('has:[]');
    });
  });
});
