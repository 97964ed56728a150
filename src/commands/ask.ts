import {Problem} from '../engine/problem.js';
import {visible} from '../engine/visible.js';
import {forTerminal} from './for-terminal.js';

/** Whether a person is there to be asked. */
export function onTerminal(): boolean {
  return process.stdin.isTTY === true && process.stdout.isTTY === true;
}

/**
 * Asks before a headless command writes. Off a terminal, and under `--json`, nobody can answer:
 * throws `Problem` needs_confirmation, before anything is read. Where applications are deleted,
 * their names have to be typed in place of a “y”.
 */
export function confirmation(
  {yes, json}: {readonly yes?: true; readonly json?: true},
  question: string,
  signal: AbortSignal,
): (lines: readonly string[], names?: readonly string[]) => Promise<'yes' | 'no'> {
  if (yes) return async () => 'yes';
  if (json || !onTerminal()) {
    throw new Problem('needs_confirmation', {
      message: 'Nobody can be asked here, so nothing was done.',
      hint: 'Give --yes to do it without asking; --dry-run shows what it would be.',
    });
  }
  return async (lines, names = []) => {
    process.stdout.write(`${forTerminal(lines.join('\n'), process.stdout)}\n\n`);
    const {createInterface} = await import('node:readline/promises');
    const asking = createInterface({input: process.stdin, output: process.stdout});
    // Before 20.20 and 22.13, Node.js leaves the question pending when it is closed: the process
    // would end with 0, as if all were done.
    const closed = new Promise<never>((_, reject) => {
      asking.once('close', () => reject(new Error('the question was closed')));
    });
    const answerTo = (text: string) =>
      Promise.race([asking.question(text, {signal}), closed]).catch(left);
    try {
      if (names.length === 0) {
        const answer = await answerTo(`${question} [y/N] `);
        return /^y(es)?$/i.test(answer.trim()) ? 'yes' : 'no';
      }
      for (const name of names) {
        const shown = visible(name);
        const why = `This deletes the application “${shown}” for good.`;
        process.stdout.write(`${forTerminal(why, process.stdout)}\n`);
        const ask = `${question} Type the application’s name: `;
        const typed = (await answerTo(ask)).trim();
        if (typed !== name && typed !== shown.trim()) return 'no';
      }
      return 'yes';
    } finally {
      asking.close();
    }
  };
}

/** Ctrl-C, and Ctrl-D, are an answer too. */
function left(cause: unknown): never {
  process.stdout.write('\n');
  throw new Problem('interrupted', {
    message: 'Left at the question.',
    hint: 'Nothing was changed.',
    cause,
  });
}
