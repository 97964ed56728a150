import {PassThrough} from 'node:stream';
import type {Io} from '../../../src/commands/command.js';
import {runCommandLine} from '../../../src/commands/command-line.js';

/** The environment of a command: by default no terminal, and no variables. */
export interface CommandOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Columns of the terminal; absent if there is none. */
  readonly terminal?: number;
  /** The answers to the questions. */
  readonly answers?: readonly string[];
  /** Piped standard input. */
  readonly stdin?: string;
  readonly signal?: AbortSignal;
  readonly now?: Date;
  /** Called for each piece of output. */
  readonly onOutput?: (text: string) => void;
}

export interface CommandOutput {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command line in this process, as `cli` does. */
export async function runCommand(
  argv: string | readonly string[],
  options: CommandOptions = {},
): Promise<CommandOutput> {
  const {env = {}, terminal, answers = [], signal, now, onOutput} = options;
  const args = typeof argv === 'string' ? argv.split(' ').filter(Boolean) : argv;
  const stdin: PassThrough & {isTTY?: boolean} = new PassThrough();
  if (terminal === undefined) stdin.end(options.stdin ?? '');
  else stdin.isTTY = true;
  const remainingAnswers = [...answers];
  const outputs = {stdout: '', stderr: ''};
  const output = (name: 'stdout' | 'stderr'): Io['stdout'] => ({
    ...(terminal !== undefined && {isTTY: true, columns: terminal}),
    write(text) {
      outputs[name] += text;
      onOutput?.(text);
      if (!/(\[y\/N\]|To confirm, type .+:) $/.test(text)) return;
      const answer = remainingAnswers.shift();
      // Ctrl-D.
      if (answer === undefined) stdin.end();
      else stdin.write(`${answer}\n`);
    },
  });
  const exitCode = await runCommandLine(args, {
    stdin,
    stdout: output('stdout'),
    stderr: output('stderr'),
    env,
    signal: signal ?? new AbortController().signal,
    now: () => now ?? new Date(),
    version: '1.2.3',
  });
  return {exitCode, ...outputs};
}

/** The error code at the end of a text error. */
export function codeOf({stderr}: CommandOutput): string | undefined {
  return /\((\w+)\)\n$/.exec(stderr)?.[1];
}

/** Streams without input, whose output is discarded. */
export function quietIo(env: CommandOptions['env'] = {}): Io {
  const nowhere = {write: () => {}};
  return {
    stdin: new PassThrough().end(),
    stdout: nowhere,
    stderr: nowhere,
    env,
    signal: new AbortController().signal,
    now: () => new Date(),
    version: '1.2.3',
  };
}
