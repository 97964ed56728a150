import {execFile} from 'node:child_process';
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

const program = fileURLToPath(new URL('../../../bin/timesheets-setup.js', import.meta.url));

let homes: string | undefined;
let used = 0;

/** The minimal environment of a program. */
export function bareEnvironment(): Readonly<Record<string, string>> {
  return {PATH: process.env.PATH ?? '', HOME: freshHome(), TMPDIR: tmpdir()};
}

/**
 * A home folder that isn't there, another for each run: what a run leaves in one, no other finds.
 * One place for all would be made by whoever may write there, and read by the next.
 */
export function freshHome(): string {
  homes ??= mkdtempSync(join(tmpdir(), 'timesheets-setup-homes-'));
  used += 1;
  return join(homes, String(used));
}

export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built program while it runs, without a terminal. */
export interface Running {
  readonly pid: number;
  kill(signal: NodeJS.Signals): void;
  /** The exit code is -1 if a signal ended it. */
  readonly ended: Promise<Run>;
}

export function startProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input: string | Buffer = '',
): Running {
  const {promise: ended, resolve} = withResolvers<Run>();
  const child = execFile(
    process.execPath,
    [program, ...args],
    {env: {...bareEnvironment(), ...env}, maxBuffer: 64_000_000},
    (_, stdout, stderr) => resolve({exitCode: child.exitCode ?? -1, stdout, stderr}),
  );
  // If the program ends without reading (EPIPE), its exit code shows that.
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  return {pid: child.pid ?? -1, kill: signal => child.kill(signal), ended};
}

/** Runs the built program to its end, without a terminal. */
export async function runProgram(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  input: string | Buffer = '',
): Promise<Run> {
  return await startProgram(args, env, input).ended;
}

function withResolvers<Value>() {
  let resolve: (value: Value) => void = () => {};
  const promise = new Promise<Value>(settle => {
    resolve = settle;
  });
  return {promise, resolve};
}
