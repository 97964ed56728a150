import {Buffer} from 'node:buffer';
import chalk from 'chalk';
import {hasUnicode} from '../text/escape.js';
import {settleText, type TextSupport} from './text.js';

/** What the terminal can do, decided once from its environment. */
export interface Terminal extends TextSupport {
  readonly color: 'color' | 'none';
  readonly symbols: 'unicode' | 'ascii';
  /** `lines`: the cursor never moves; `plain`: nor does the terminal know any control sequence. */
  readonly screen: 'alternate' | 'lines' | 'plain';
}

export type Environment = Readonly<Record<string, string | undefined>>;

export function terminalOf(env: Environment): Terminal {
  const letters = hasUnicode(env) ? 'unicode' : 'ascii';
  const hasReader = env.INK_SCREEN_READER === 'true';
  const screen = env.TERM === 'dumb' ? 'plain' : hasReader ? 'lines' : 'alternate';
  return {
    color: wantsColor(env) ? 'color' : 'none',
    letters,
    // Where the cursor can't move, links can't be opened either.
    links: screen === 'alternate' ? 'shown' : 'none',
    // The Linux console knows letters, and few signs.
    symbols: screen === 'plain' || env.TERM === 'linux' ? 'ascii' : letters,
    screen,
  };
}

/** https://no-color.org and https://force-color.org; the latter goes first, being the request. */
function wantsColor(env: Environment): boolean {
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Ink's colors are chalk's, which knows FORCE_COLOR but not NO_COLOR. */
export function settle(terminal: Terminal): void {
  const {color} = terminal;
  settleText(terminal);
  chalk.level = color === 'none' ? 0 : chalk.level === 0 ? 1 : chalk.level;
}

/** Every cell empty, the cursor at the top left. */
export const emptyScreen = '\u001b[2J\u001b[H';

/** Puts text on the clipboard of the terminal that shows us, over SSH too. Ink has no way to. */
export function copyingText(text: string): string {
  return `\u001b]52;c;${Buffer.from(text).toString('base64')}\u001b\\`;
}

/** How Ink switches the marks around a paste, and the cursor, on and off. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this finds.
const mode = /^\u001b\[\?(2004|25)[hl]$/;

/**
 * For screen readers, and terminals that can't move the cursor: Ink erases and repeats what it
 * said. This takes whole frames (`debug`) and says the lines that are new, one below the other.
 */
export function linesOnly(
  stdout: NodeJS.WriteStream,
  screen: 'lines' | 'plain',
): NodeJS.WriteStream {
  let before: ReadonlySet<string> = new Set();
  const write = (frame: string, written?: () => void) => {
    const [, switched] = mode.exec(frame) ?? [];
    if (switched === '2004') stdout.write(frame);
    if (switched === undefined && frame !== '') {
      const lines = frame.split('\n').filter(line => line.trim() !== '');
      const fresh = lines.filter(line => !before.has(line)).join('\n');
      if (fresh !== '') stdout.write(`${fresh}\n`);
      before = new Set(lines);
    }
    written?.();
    return true;
  };
  return Object.create(stdout, {
    isTTY: {value: screen === 'lines'},
    write: {value: write},
    on: {value: stdout.on.bind(stdout)},
    off: {value: stdout.off.bind(stdout)},
  });
}
