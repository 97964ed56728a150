import {spawn} from 'node:child_process';
import {mkdtemp, readFile, rm, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {
  type DemoTenant,
  type DemoTenantOptions,
  startDemoTenant,
} from '../../../src/emulator/server.js';

export const root = fileURLToPath(new URL('../../..', import.meta.url));
export const program = join(root, 'bin/timesheets-setup.js');

export type Env = Readonly<Record<string, string>>;

/**
 * All that what is timed gets of its caller's environment, besides what it needs itself. Reading a
 * machine's certificates, say, takes Node 30 ms, which no user of ours spends.
 */
export const bareEnv: Env = {
  PATH: process.env.PATH ?? '',
  HOME: '/nonexistent',
  LANG: 'C.UTF-8',
  TERM: 'xterm-256color',
};

export interface Ended {
  readonly ms: number;
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command to its end. */
export async function runs(
  command: string,
  args: readonly string[],
  {env = {}, cwd = root}: {readonly env?: Env; readonly cwd?: string} = {},
): Promise<Ended> {
  const started = performance.now();
  const child = spawn(command, args, {
    cwd,
    env: {...bareEnv, ...env},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text;
  });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code =>
      resolve({ms: performance.now() - started, exitCode: code ?? -1, stdout, stderr}),
    );
  });
}

export const runsNode = (args: readonly string[], env: Env = {}) =>
  runs(process.execPath, args, {env});

/** Milliseconds of a call of our program; it has to end as it should. */
export async function timeProgram(args: readonly string[], exitCode: number, env: Env = {}) {
  const ended = await runsNode([program, ...args], env);
  if (ended.exitCode !== exitCode) {
    throw new Error(
      `${args.join(' ')} ended with ${ended.exitCode}: ${ended.stderr}${ended.stdout}`,
    );
  }
  return ended.ms;
}

export async function timeEmptyProgram(): Promise<number> {
  const {ms} = await runsNode(['-e', '0']);
  return ms;
}

/** Megabytes that a Node program held at most. */
export async function peakMemory(args: readonly string[], env: Env = {}): Promise<number> {
  return await withFolder(async folder => {
    const [hook, file] = [join(folder, 'hook.cjs'), join(folder, 'peak')];
    const tell = 'String(process.resourceUsage().maxRSS)';
    await writeFile(
      hook,
      `process.on('exit', () => require('node:fs').writeFileSync(${JSON.stringify(file)}, ${tell}))`,
    );
    await runsNode(['--require', hook, ...args], env);
    return Number(await readFile(file, 'utf8')) / 1024;
  });
}

export async function withFolder<Value>(act: (folder: string) => Promise<Value>): Promise<Value> {
  const folder = await mkdtemp(join(tmpdir(), 'timesheets-setup-bench-'));
  try {
    return await act(folder);
  } finally {
    await rm(folder, {recursive: true, force: true});
  }
}

export interface Stage {
  readonly tenant: DemoTenant;
  readonly env: Env;
}

/** A demo tenant in this process, and the environment of its admin with an empty settings folder. */
export async function onStage<Value>(
  options: DemoTenantOptions,
  act: (stage: Stage) => Promise<Value>,
): Promise<Value> {
  const tenant = await startDemoTenant(options);
  try {
    return await withFolder(folder =>
      act({
        tenant,
        env: {
          AUTH0_DOMAIN: tenant.url,
          AUTH0_CLIENT_ID: tenant.clientId,
          AUTH0_CLIENT_SECRET: tenant.clientSecret,
          TIMESHEETS_SETUP_CONFIG_DIR: folder,
        },
      }),
    );
  } finally {
    await tenant.close();
  }
}
