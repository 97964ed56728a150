import {isDeepStrictEqual} from 'node:util';
import type {WithLock} from '../engine/lock.js';
import {Problem} from '../model/errors.js';
import {visible} from '../text/escape.js';
import {type Io, isOnTerminal} from './command.js';
import {formatForTerminal} from './output/for-terminal.js';
import {type CommandResult, IncompleteError} from './output/outcome.js';

/**
 * Shows `lines` and asks. If `names` is set, the user must type each of them instead of “y”.
 * `details` is the proposal as data: if it changes, the user is asked again.
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

const deletionWarning = (shown: string) => `This permanently deletes the application “${shown}”.`;

interface ConfirmOptions {
  readonly yes?: true;
  readonly json?: true;
  readonly blueprint?: string;
  readonly plan?: string;
}

/**
 * Asks before a headless command writes. Throws `Problem` needs_confirmation, before anything is
 * read, if nobody can answer: with `--json`, without a terminal, or if standard input holds a file.
 * To delete applications, the user types their names. `why` explains a name that has to be typed.
 */
export function createConfirmation(
  io: Io,
  {yes, json, blueprint, plan}: ConfirmOptions,
  question: string,
  why: (shown: string) => string = deletionWarning,
): Confirmation {
  if (yes) return {by: 'option', ask: async () => 'yes'};
  const read = plan === '-' ? '--plan' : blueprint === '-' ? '--blueprint' : undefined;
  if (read !== undefined) {
    throw new Problem('needs_confirmation', {
      message: `Standard input is used for ${read}, so this tool can’t ask you. Nothing was changed.`,
      hint: 'Add --yes to apply without asking, or read from a file instead.',
    });
  }
  if (json || !isOnTerminal(io)) {
    throw new Problem('needs_confirmation', {
      message: 'There is no terminal to ask on. Nothing was changed.',
      hint: 'Add --yes to continue without asking, or --dry-run to preview.',
    });
  }
  const {stdout} = io;
  const nextAnswer = () => nextLine(io).catch(cause => throwCanceled(cause, io));
  const ask: Confirm = async (lines, names = []) => {
    stdout.write(`${formatForTerminal(lines.join('\n'), stdout)}\n\n`);
    if (names.length === 0) {
      stdout.write(`${question} [y/N] `);
      const answer = await nextAnswer();
      return /^y(es)?$/i.test(answer.trim()) ? 'yes' : 'no';
    }
    for (const name of names) {
      const shown = visible(name);
      const asked = `${why(shown)}\n${question} To confirm, type ${shown}:`;
      stdout.write(`${formatForTerminal(asked, stdout)} `);
      const typed = (await nextAnswer()).trim();
      if (typed === name || typed === shown.trim()) continue;
      stdout.write(`${formatForTerminal(`This doesn’t match ${shown}.`, stdout)}\n`);
      return 'no';
    }
    return 'yes';
  };
  return {by: 'person', ask};
}

/** After this many rounds of concurrent changes, give up. */
const maxRounds = 8;

/**
 * Runs an act that asks before it writes. No lock is held while the user decides. After a yes, the
 * act runs again under the lock, reads the tenant again, and writes only if its proposal is exactly
 * the confirmed one; otherwise the new proposal is shown and confirmed again.
 * Throws what the act throws, and `Problem` tenant_changed.
 */
export async function runConfirmed(
  {by, ask}: Confirmation,
  withLock: WithLock,
  act: (confirm: Confirm) => Promise<CommandResult>,
): Promise<CommandResult> {
  if (by === 'option') return await withLock(() => act(ask));
  let agreed: Proposal | undefined;
  let last: Proposal | undefined;
  for (let round = 0; round < maxRounds; round += 1) {
    const {proposal, result} = await attempt(
      act,
      agreed,
      agreed === undefined ? undefined : withLock,
    );
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

/** Runs the act. The answer is yes only if its proposal equals the one already agreed to. */
async function attempt(
  act: (confirm: Confirm) => Promise<CommandResult>,
  agreed: Proposal | undefined,
  withLock: WithLock | undefined,
): Promise<{readonly proposal?: Proposal; readonly result: CommandResult | 'changed'}> {
  let proposal: Proposal | undefined;
  const run = () =>
    act(async (lines, names = [], details = undefined) => {
      proposal = {lines, names, details};
      return isDeepStrictEqual(proposal, agreed) ? 'yes' : 'no';
    });
  try {
    const result = withLock === undefined ? await run() : await withLock(run);
    return {...(proposal !== undefined && {proposal}), result};
  } catch (error) {
    if (agreed === undefined || !isConflictBeforeWrite(error)) throw error;
    return {result: 'changed'};
  }
}

/** Another admin changed the tenant after it was read, before the first write. */
function isConflictBeforeWrite(error: unknown): boolean {
  return (
    error instanceof IncompleteError &&
    error.problem.code === 'tenant_changed' &&
    error.applied.length === 0
  );
}

/**
 * Resolves to the next line; rejects at end of input and on abort. Deliberately not in raw mode:
 * the terminal itself edits the line and sends signals, nothing has to be restored, and Node
 * crashes if a terminal in raw mode goes away.
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
      // The terminal is gone.
      stdin.once('error', stop);
      if (signal.aborted) stop();
    });
  } finally {
    signal.removeEventListener('abort', stop);
    lines.close();
  }
}

/** Ctrl-C or Ctrl-D at the question cancels the command. Throws `Problem` interrupted. */
function throwCanceled(cause: unknown, {stdout}: Io): never {
  stdout.write('\n');
  throw new Problem('interrupted', {
    message: 'Canceled.',
    hint: 'Nothing was changed.',
    cause,
  });
}
