import {escapeRunnerCommands} from '../../text/escape.js';
import type {Output} from '../command.js';
import {type Environment, variable} from '../environment.js';

/** The part of a process stream that is needed here. */
interface WritableOutput {
  write(text: string | Uint8Array, ...rest: readonly Callback[]): boolean;
  readonly fd?: number;
}

type Callback = (error?: Error | null) => void;

/** The original `write` of each guarded stream. */
const originalWrites = new WeakMap<object, (text: string) => boolean>();

/** The variables by which CI systems that execute what they find in a log can be recognized. */
const runners = ['GITHUB_ACTIONS', 'TF_BUILD', 'TEAMCITY_VERSION'];

/**
 * Escapes workflow commands in everything that is printed. GitHub Actions executes log lines that
 * start with `::command::` (after optional white space), and it and other CI systems execute what
 * `escapeRunnerCommands` escapes, so the name of an object in a tenant could issue commands. Done
 * at the stream, so that no caller can forget it; output redirected to a file is left alone.
 * https://github.com/actions/runner/blob/main/src/Runner.Common/ActionCommand.cs
 * https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands
 * https://www.jetbrains.com/help/teamcity/service-messages.html
 */
export function escapeWorkflowCommandsIn(
  env: Environment,
  streams: readonly WritableOutput[],
): void {
  if (runners.every(name => variable(env, name) === undefined)) return;
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
  const lines = text.replaceAll(/^((?:(?![\r\n])[\s\u0085])*):(?=:)/gm, '$1\\x3a');
  return escapeRunnerCommands(lines, () => '\\x23');
}

function isFile(fd: number): boolean {
  try {
    // An import would take Node 2 ms, which every start without a runner would spend for nothing.
    return process.getBuiltinModule('node:fs').fstatSync(fd).isFile();
  } catch {
    return false;
  }
}
