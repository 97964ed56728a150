import {execFile} from 'node:child_process';
import {fileURLToPath} from 'node:url';

const program = fileURLToPath(new URL('../../../bin/timesheets-setup.js', import.meta.url));

export interface Run {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the built program off a terminal, to its end. */
export async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Run> {
  return await new Promise(resolve => {
    const child = execFile(
      process.execPath,
      [program, ...args],
      {env: {PATH: process.env.PATH ?? '', HOME: '/nonexistent', ...env}},
      (_, stdout, stderr) => resolve({exitCode: child.exitCode ?? -1, stdout, stderr}),
    );
    child.stdin?.end();
  });
}
