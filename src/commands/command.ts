import type {Readable} from 'node:stream';
import type {OnCall} from '../engine/call.js';
import type {Environment} from './environment.js';
import type {OptionName, Options} from './options.js';
import type {CommandResult} from './output/outcome.js';

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

export type Input = Readable & {readonly isTTY?: boolean | undefined};

/**
 * Everything a command uses of its process. Passed in, so that tests can run commands in-process.
 */
export interface Io {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Environment;
  /** Aborted when the user or the system asks the process to end. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Shows which request is under way. */
  readonly onCall?: OnCall;
  /** This program's version. */
  readonly version: string;
}

export interface Context {
  readonly options: Options;
  /** Positional arguments after the command: `terraform` in `export terraform`. */
  readonly words: readonly string[];
}

/** The result of a command that has already printed its output. */
export interface Exited {
  readonly exitCode: number;
}

/** Parsing, help, completions and the README's tables are generated from these. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  readonly details: readonly string[];
  /** Accepted positional arguments. */
  readonly words?: readonly string[];
  /** Options that affect this command, in any order. */
  readonly options: readonly OptionName[];
  /** What an option does here, where it differs from command to command. */
  readonly optionHelp?: Partial<Readonly<Record<OptionName, string>>>;
  readonly exitCodes: ExitCodes;
  readonly examples: readonly (readonly [line: string, about: string])[];
  /** Throws `Problem` and `IncompleteError`. */
  run(io: Io, context: Context): Promise<CommandResult | Exited>;
}

export type ExitCodes = Readonly<Record<number, string>>;

export const usualExitCodes: ExitCodes = {
  0: 'done',
  1: 'failed (network, tenant, or part of the work)',
  3: 'usage error (option, domain or blueprint)',
  130: 'interrupted',
};

/** For commands that sign in. */
export const tenantExitCodes: ExitCodes = {
  ...usualExitCodes,
  4: 'not signed in, or missing permissions',
};

/** Whether the command can ask the user questions. */
export function isOnTerminal({stdin, stdout}: Pick<Io, 'stdin' | 'stdout'>): boolean {
  return stdin.isTTY === true && stdout.isTTY === true;
}
