import {fstatSync} from 'node:fs';
import type {Output} from './command.js';
import type {Environment} from './environment.js';

/** As much of a process's stream as is needed here. */
interface Guarded {
  write(text: string | Uint8Array, ...rest: readonly Callback[]): boolean;
  readonly fd?: number;
}

type Callback = (error?: Error | null) => void;

/** The `write` that a guarded stream had. */
const unguarded = new WeakMap<object, (text: string) => boolean>();

/**
 * The runner of GitHub Actions obeys lines of a job's log: `::add-mask::…` at their start, behind
 * white space too, and `##[…]` anywhere. A name from a tenant must not speak to it, whoever
 * prints it, so this is done where output leaves. What goes into a file stays as it is.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 */
export function guardLog(env: Environment, streams: readonly Guarded[]): void {
  if (env.GITHUB_ACTIONS !== 'true') return;
  for (const stream of streams.filter(({fd}) => fd === undefined || !isFile(fd))) {
    const write = stream.write.bind(stream);
    unguarded.set(stream, write);
    stream.write = (text, ...rest) =>
      write(typeof text === 'string' ? withoutCommands(text) : text, ...rest);
  }
}

/** A command of our own, a line. */
export function tellRunner(stream: Output, line: string): void {
  const write = unguarded.get(stream) ?? (text => stream.write(text));
  write(`${line}\n`);
}

/** The text with its commands to be seen, in the form of `visible`, and not obeyed. */
export function withoutCommands(text: string): string {
  // U+0085 is white space to .NET, which the runner is written in, and none to JavaScript.
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
