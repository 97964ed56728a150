import {isDeepStrictEqual} from 'node:util';
import type {Alone} from '../engine/lock.js';
import {Problem} from '../model/errors.js';
import {visible} from '../text/escape.js';
import {type Io, onTerminal} from './command.js';
import {forTerminal} from './for-terminal.js';
import {type CommandResult, Incomplete} from './outcome.js';

/**
 * Shows what will be done and asks. `names` of applications have to be typed; `details` are what
 * was shown, as data.
 */
export type Confirm = (
  lines: readonly string[],
  names?: readonly string[],
  details?: unknown,
) => Promise<'yes' | 'no'>;

export interface Confirmation {
  readonly by: 'option' | 'person';
  readonly ask: Confirm;
}

/** What is typed in place of a “y”, and why. */
export interface Typing {
  readonly what: string;
  why(shown: string): string;
}

const deletion: Typing = {
  what: 'application’s name',
  why: shown => `This permanently deletes the application “${shown}”.`,
};

interface Asking {
  readonly yes?: true;
  readonly json?: true;
  readonly blueprint?: string;
  readonly plan?: string;
}

/**
 * Asks before a headless command writes. Off a terminal, and under `--json`, nobody can answer:
 * throws `Problem` needs_confirmation, before anything is read. Where applications are deleted,
 * their names have to be typed in place of a “y”.
 */
export function confirmation(
  io: Io,
  {yes, json, blueprint, plan}: Asking,
  question: string,
  typing: Typing = deletion,
): Confirmation {
  if (yes) return {by: 'option', ask: async () => 'yes'};
  const read = plan === '-' ? '--plan' : blueprint === '-' ? '--blueprint' : undefined;
  if (read !== undefined) {
    throw new Problem('needs_confirmation', {
      message: `Standard input is used for ${read}, so this tool can’t ask you. Nothing was changed.`,
      hint: 'Add --yes to apply without asking, or read from a file instead.',
    });
  }
  if (json || !onTerminal(io)) {
    throw new Problem('needs_confirmation', {
      message: 'There is no terminal to ask on. Nothing was changed.',
      hint: 'Add --yes to continue without asking, or --dry-run to preview.',
    });
  }
  const {stdout} = io;
  const nextAnswer = () => nextLine(io).catch(cause => left(cause, io));
  const ask: Confirm = async (lines, names = []) => {
    stdout.write(`${forTerminal(lines.join('\n'), stdout)}\n\n`);
    if (names.length === 0) {
      stdout.write(`${question} [y/N] `);
      const answer = await nextAnswer();
      return /^y(es)?$/i.test(answer.trim()) ? 'yes' : 'no';
    }
    for (const name of names) {
      const shown = visible(name);
      const why = typing.why(shown);
      if (why !== '') stdout.write(`${forTerminal(why, stdout)}\n`);
      stdout.write(`${question} Type the ${typing.what}: `);
      const typed = (await nextAnswer()).trim();
      if (typed !== name && typed !== shown.trim()) return 'no';
    }
    return 'yes';
  };
  return {by: 'person', ask};
}

/** Somebody who changes the tenant that often has to be talked to. */
const maxRounds = 8;

/**
 * Runs an act that asks before it writes. The question itself holds no lock: after the answer the
 * act runs again under the lock, on a tenant that is read again, and goes on only where it would
 * do exactly what was confirmed. Otherwise that is shown and asked again.
 * Throws what the act throws, and `Problem` tenant_changed.
 */
export async function confirmed(
  {by, ask}: Confirmation,
  alone: Alone,
  act: (confirm: Confirm) => Promise<CommandResult>,
): Promise<CommandResult> {
  if (by === 'option') return await alone(() => act(ask));
  let agreed: Proposal | undefined;
  let last: Proposal | undefined;
  for (let round = 0; round < maxRounds; round += 1) {
    const {proposal, result} = await attempt(act, agreed, agreed === undefined ? undefined : alone);
    if (result === 'changed') {
      agreed = undefined;
      continue;
    }
    if (proposal === undefined || isDeepStrictEqual(proposal, agreed)) return result;
    const lines = last === undefined ? proposal.lines : [changedSince, '', ...proposal.lines];
    if ((await ask(lines, proposal.names)) === 'no') return result;
    agreed = proposal;
    last = proposal;
  }
  throw new Problem('tenant_changed', {
    message: 'The tenant kept changing between the question and the answer. Nothing was changed.',
    hint: 'Someone else is working on the same tenant. Agree on who goes first, then run this again.',
  });
}

const changedSince = 'The tenant changed while you were deciding. These are the changes now:';

interface Proposal {
  readonly lines: readonly string[];
  readonly names: readonly string[];
  readonly details: unknown;
}

/** Runs the act, which writes only what was agreed to. */
async function attempt(
  act: (confirm: Confirm) => Promise<CommandResult>,
  agreed: Proposal | undefined,
  alone: Alone | undefined,
): Promise<{readonly proposal?: Proposal; readonly result: CommandResult | 'changed'}> {
  let proposal: Proposal | undefined;
  const run = () =>
    act(async (lines, names = [], details = undefined) => {
      proposal = {lines, names, details};
      return isDeepStrictEqual(proposal, agreed) ? 'yes' : 'no';
    });
  try {
    const result = alone === undefined ? await run() : await alone(run);
    return {...(proposal !== undefined && {proposal}), result};
  } catch (error) {
    if (agreed === undefined || !nothingWritten(error)) throw error;
    return {result: 'changed'};
  }
}

/** Somebody else wrote after the last reading, and before the first write. */
function nothingWritten(error: unknown): boolean {
  return (
    error instanceof Incomplete &&
    error.problem.code === 'tenant_changed' &&
    error.applied.length === 0
  );
}

/**
 * The line that is typed next; rejects at the end of input and once aborted. The terminal stays in
 * its own mode, in which it edits lines and sends signals: there is nothing to give back, and Node
 * crashes where a terminal in raw mode is closed.
 */
async function nextLine({stdin, signal}: Io): Promise<string> {
  const {createInterface} = await import('node:readline');
  const lines = createInterface({input: stdin, terminal: false});
  let stop = () => {};
  try {
    return await new Promise((resolve, reject) => {
      stop = () => reject(new Error('interrupted'));
      lines.once('line', resolve);
      lines.once('close', stop);
      signal.addEventListener('abort', stop, {once: true});
      // A terminal that is gone.
      stdin.once('error', stop);
      if (signal.aborted) stop();
    });
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
  }
}

/** Ctrl-C, and Ctrl-D, are an answer too. */
function left(cause: unknown, {stdout}: Io): never {
  stdout.write('\n');
  throw new Problem('interrupted', {
    message: 'Canceled.',
    hint: 'Nothing was changed.',
    cause,
  });
}
