import {Buffer} from 'node:buffer';
import chalk from 'chalk';
import {hasUnicode} from '../text/escape.js';
import {setTextSupport, type TextSupport} from './text.js';

/** The terminal's capabilities, derived once from the environment. */
export interface Terminal extends TextSupport {
  readonly color: 'color' | 'none';
  readonly symbols: 'unicode' | 'ascii';
  /** `lines`: never move the cursor; `plain`: use no control sequences at all. */
  readonly screen: 'alternate' | 'lines' | 'plain';
}

export type Environment = Readonly<Record<string, string | undefined>>;

export function detectTerminal(env: Environment): Terminal {
  const charset = hasUnicode(env) ? 'unicode' : 'ascii';
  const hasScreenReader = env.INK_SCREEN_READER === 'true';
  const screen = env.TERM === 'dumb' ? 'plain' : hasScreenReader ? 'lines' : 'alternate';
  return {
    color: wantsColor(env) ? 'color' : 'none',
    charset,
    // Without cursor movement, links can't be opened either.
    links: screen === 'alternate' ? 'shown' : 'none',
    // The Linux console's font has letters, but few symbols.
    symbols: screen === 'plain' || env.TERM === 'linux' ? 'ascii' : charset,
    screen,
  };
}

/** https://no-color.org and https://force-color.org. FORCE_COLOR wins as the explicit request. */
function wantsColor(env: Environment): boolean {
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return !env.NO_COLOR && env.TERM !== 'dumb';
}

/** Ink uses chalk's colors, and chalk supports FORCE_COLOR but not NO_COLOR. */
export function applyTerminalSettings(terminal: Terminal): void {
  const {color} = terminal;
  setTextSupport(terminal);
  chalk.level = color === 'none' ? 0 : chalk.level === 0 ? 1 : chalk.level;
}

/** Clears the screen and moves the cursor to the top left. */
export const clearScreenSequence = '\u001b[2J\u001b[H';

/** OSC 52: sets the clipboard of the user's terminal, even over SSH. Ink can't do this. */
export function osc52Copy(text: string): string {
  return `\u001b]52;c;${Buffer.from(text).toString('base64')}\u001b\\`;
}

/** The sequences with which Ink turns bracketed paste and the cursor on or off. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this finds.
const modeSequence = /^\u001b\[\?(2004|25)[hl]$/;

/**
 * For screen readers, and terminals that can't move the cursor. Ink would erase and repeat its
 * output; this takes whole frames (`debug`) and prints only their new lines.
 */
export function createLineWriter(
  stdout: NodeJS.WriteStream,
  screen: 'lines' | 'plain',
): NodeJS.WriteStream {
  let previousLines: ReadonlySet<string> = new Set();
  const write = (frame: string, callback?: () => void) => {
    const [, switchedMode] = modeSequence.exec(frame) ?? [];
    if (switchedMode === '2004') stdout.write(frame);
    if (switchedMode === undefined && frame !== '') {
      const lines = frame.split('\n').filter(line => line.trim() !== '');
      const newLines = lines.filter(line => !previousLines.has(line)).join('\n');
      if (newLines !== '') stdout.write(`${newLines}\n`);
      previousLines = new Set(lines);
    }
    callback?.();
    return true;
  };
  return Object.create(stdout, {
    isTTY: {value: screen === 'lines'},
    write: {value: write},
    on: {value: stdout.on.bind(stdout)},
    off: {value: stdout.off.bind(stdout)},
  });
}
