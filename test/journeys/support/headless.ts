import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';

const program = fileURLToPath(new URL('../../../bin/timesheets-setup.js', import.meta.url));

export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program off a terminal, while it runs. */
export interface Running {
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** The exit code is -1 where a signal ended it. */
  readonly ended: Promise<Run>;
}

export function start(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Running {
  const {promise: ended, resolve} = withResolvers<Run>();
  const child = execFile(
    process.execPath,
    [program, ...args],
    {env: {PATH: process.env.PATH ?? '', HOME: '/nonexistent', ...env}, maxBuffer: 64_000_000},
    (_, stdout, stderr) => resolve({exitCode: child.exitCode ?? -1, stdout, stderr}),
  );
  child.stdin?.end();
  return {pid: child.pid ?? -1, kill: signal => child.kill(signal), ended};
}

/** Runs the built program off a terminal, to its end. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  return await start(args, env).ended;
}

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>(settle => {
    resolve = settle;
  });
  return {promise, resolve};
}
