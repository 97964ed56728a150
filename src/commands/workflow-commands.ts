import {fstatSync} from 'node:fs';
import type {Output} from './command.js';
import type {Environment} from './environment.js';

/** The part of a process stream that is needed here. */
interface WritableOutput {
  write(text: string | Uint8Array, ...rest: readonly Callback[]): boolean;
  readonly fd?: number;
}

type Callback = (error?: Error | null) => void;

/** The original `write` of each guarded stream. */
const originalWrites = new WeakMap<object, (text: string) => boolean>();

/**
 * Escapes workflow commands in everything that is printed. The GitHub Actions runner executes log
 * lines that start with `::command::` (after optional white space) or contain `##[`, so the name of
 * an object in a tenant could issue commands. Done at the stream, so that no caller can forget it;
 * output redirected to a file is left alone.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function escapeWorkflowCommandsIn(
  env: Environment,
  streams: readonly WritableOutput[],
): void {
  if (env.GITHUB_ACTIONS !== 'true') return;
  for (const stream of streams.filter(({fd}) => fd === undefined || !isFile(fd))) {
    const write = stream.write.bind(stream);
    originalWrites.set(stream, write);
    stream.write = (text, ...rest) =>
      write(typeof text === 'string' ? escapeWorkflowCommands(text) : text, ...rest);
  }
}

/** Writes one of our own workflow commands, past the guard. */
export function writeWorkflowCommand(stream: Output, line: string): void {
  const write = originalWrites.get(stream) ?? (text => stream.write(text));
  write(`${line}\n`);
}

/** Escapes workflow commands the way `visible` does, so that they can be read but not executed. */
export function escapeWorkflowCommands(text: string): string {
  // .NET, which the runner is written in, treats U+0085 as white space; JavaScript does not.
  return text
    .replaceAll(/^((?:(?![\r\n])[\s\u0085])*):(?=:)/gm, '$1\\x3a')
    .replaceAll(/#(?=#\[)/g, '\\x23');
}

function isFile(fd: number): boolean {
  try {
    return fstatSync(fd).isFile();
  } catch {
    return false;
  }
}
