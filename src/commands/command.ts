import type {Readable} from 'node:stream';
import type {OnCall} from '../engine/call.js';
import type {Environment} from './environment.js';
import type {OptionName, Options} from './options.js';
import type {CommandResult} from './outcome.js';

/** A stream to write to; a terminal says how wide it is. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
}

/** A stream to read from. */
export type Input = Readable & {readonly isTTY?: boolean | undefined};

/** All that a command has of the process it runs in: given, so that it can be run without one. */
export interface Io {
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Environment;
  /** Whoever sends a signal wants the command to end. */
  readonly signal: AbortSignal;
  readonly now: () => Date;
  /** Shows which request is under way. */
  readonly onCall?: OnCall;
  /** Of this program. */
  readonly version: string;
}

/** What was asked for on the command line. */
export interface Context {
  readonly options: Options;
  /** Words behind the command: `export terraform`. */
  readonly words: readonly string[];
}

/** A command that wrote what it had to say by itself. */
export interface Ended {
  readonly exitCode: number;
}

/** A command, whole: parsing, help, completions and the README's tables are made from these. */
export interface Command {
  readonly name: string;
  /** Its line in the list of commands. */
  readonly summary: string;
  /** What it does, beyond that line. */
  readonly details: readonly string[];
  /** What may stand behind it on the command line. */
  readonly words?: readonly string[];
  /** The options that do something here, in any order. */
  readonly options: readonly OptionName[];
  readonly exitCodes: ExitCodes;
  readonly examples: readonly (readonly [line: string, about: string])[];
  /** Throws `Problem` and `Incomplete`. */
  run(io: Io, context: Context): Promise<CommandResult | Ended>;
}

export type ExitCodes = Readonly<Record<number, string>>;

/** What an exit code means where a command says nothing else. */
export const usualExitCodes: ExitCodes = {
  0: 'done',
  1: 'failed (network, tenant, or part of the work)',
  3: 'usage error (option, domain or blueprint)',
  130: 'interrupted',
};

/** Those of a command that signs in. */
export const tenantExitCodes: ExitCodes = {
  ...usualExitCodes,
  4: 'not signed in, or missing permissions',
};

/** Whether a person is there to be asked. */
export function onTerminal({stdin, stdout}: Pick<Io, 'stdin' | 'stdout'>): boolean {
  return stdin.isTTY === true && stdout.isTTY === true;
}
