import {setTimeout as pause} from 'node:timers/promises';
import {fileURLToPath} from 'node:url';
import {type IPty, spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {bareEnvironment} from './headless.js';

const program = fileURLToPath(new URL('../../../bin/timesheets-setup.js', import.meta.url));

/** The program as a shell is told to run it. */
export const commandLine = `${process.execPath} ${program}`;

export interface TerminalOptions {
  /** What runs instead of the program: a shell that runs it. */
  readonly file?: string;
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
}

/** Milliseconds: longer than an answer of the demo tenant takes. */
const quiet = 250;

/** The keys as a terminal sends them. */
export const keys = {
  enter: '\r',
  escape: '\x1b',
  up: '\x1b[A',
  pageDown: '\x1b[6~',
  down: '\x1b[B',
  right: '\x1b[C',
  left: '\x1b[D',
  tab: '\t',
  space: ' ',
  backspace: '\x7f',
  f1: '\x1bOP',
  ctrlC: '\x03',
  ctrlU: '\x15',
  ctrlZ: '\x1a',
} as const;

/** The built program in a real pseudo-terminal; what it shows is read from an emulator's cells. */
export class ProgramInTerminal {
  readonly #pty: IPty;
  readonly #emulator: xterm.Terminal;
  readonly #watchers = new Set<() => void>();
  /** Everything that was written, escape codes included. */
  output = '';
  exitCode: number | undefined;
  /** The number of the signal that ended it; 0 where none did. */
  signal: number | undefined;

  constructor(args: readonly string[], options: TerminalOptions = {}) {
    const {columns: cols = 80, rows = 24, env = {}, file} = options;
    this.#emulator = new xterm.Terminal({cols, rows, scrollback: 1000, allowProposedApi: true});
    this.#pty = spawn(file ?? process.execPath, file ? [...args] : [program, ...args], {
      // It becomes TERM.
      name: env.TERM ?? 'xterm-256color',
      cols,
      rows,
      env: {...bareEnvironment(), LANG: 'C.UTF-8', ...env},
    });
    this.#pty.onData(data => {
      this.output += data;
      this.#emulator.write(data, () => this.#notify());
    });
    this.#emulator.onData(answer => this.#pty.write(answer));
    this.#pty.onExit(({exitCode, signal}) => {
      this.signal = signal ?? 0;
      this.exitCode = exitCode;
      // What was written last is still on its way through the emulator.
      this.#emulator.write('', () => this.#notify());
    });
  }

  get pid(): number {
    return this.#pty.pid;
  }

  get emulator(): xterm.Terminal {
    return this.#emulator;
  }

  /** What was said last of the cursor; the emulator keeps it to itself. */
  get cursor(): 'shown' | 'hidden' {
    const last = this.output.slice(this.output.lastIndexOf('\x1b[?25'));
    return last.startsWith('\x1b[?25l') ? 'hidden' : 'shown';
  }

  /** What of the terminal is not as a shell expects it. */
  get unrestoredModes(): readonly string[] {
    return [
      ...(this.#emulator.buffer.active.type === 'alternate' ? ['the alternate screen'] : []),
      ...(this.#emulator.modes.bracketedPasteMode ? ['marks around pasted text'] : []),
      ...(this.#emulator.modes.synchronizedOutputMode ? ['synchronized output'] : []),
      ...(this.cursor === 'hidden' ? ['a hidden cursor'] : []),
    ];
  }

  /** The visible lines, without trailing space. */
  get screen(): string {
    return this.#lines(this.#emulator.buffer.active.viewportY, this.#emulator.rows).trimEnd();
  }

  /** The screen and everything above it. */
  get scrollback(): string {
    return this.#lines(0, this.#emulator.buffer.active.length).trimEnd();
  }

  #lines(start: number, count: number): string {
    const {active} = this.#emulator.buffer;
    return Array.from(
      {length: count},
      (_, row) => active.getLine(start + row)?.translateToString(true) ?? '',
    ).join('\n');
  }

  press(...pressed: readonly string[]): void {
    for (const key of pressed) this.#pty.write(key);
  }

  resize(columns: number, rows: number): void {
    this.#emulator.resize(columns, rows);
    this.#pty.resize(columns, rows);
  }

  kill(signal?: string): void {
    this.#pty.kill(signal);
  }

  /** Resolves once the screen shows it; the test's own time limit ends a wait for nothing. */
  async waitForText(expected: string | RegExp): Promise<string> {
    await this.#until(
      () => matches(this.screen, expected),
      () => `the screen never showed ${String(expected)}; it shows:\n${this.screen}`,
    );
    return this.screen;
  }

  async waitUntilGone(text: string | RegExp): Promise<void> {
    await this.#until(
      () => !matches(this.screen, text),
      () => `the screen still shows ${String(text)}:\n${this.screen}`,
    );
  }

  /** Waits until nothing is written any more: requests that were under way are answered. */
  async waitUntilQuiet(): Promise<void> {
    for (let written = -1; written !== this.output.length; ) {
      written = this.output.length;
      await pause(quiet);
    }
  }

  async waitForExit(): Promise<number> {
    await this.#until(
      () => this.exitCode !== undefined,
      () =>
        `the program did not end (${isAlive(this.pid) ? 'it runs' : 'its process is gone'}); the screen shows:\n${this.screen}`,
    );
    return this.exitCode ?? -1;
  }

  /** Closes the window that the program runs in. */
  closeTerminal(): void {
    // The types leave it out.
    const pty: object = this.#pty;
    if ('destroy' in pty && typeof pty.destroy === 'function') pty.destroy();
  }

  /** Ends the program, whatever it does. */
  dispose(): void {
    if (this.exitCode === undefined) this.#pty.kill('SIGKILL');
    this.#emulator.dispose();
  }

  /**
   * A frame that is half drawn is nothing that anybody sees. One that never ends is none: 200 ms
   * after a program's end node-pty closes its socket, with what a busy machine has not read yet.
   */
  get #isDrawing(): boolean {
    return this.exitCode === undefined && this.#emulator.modes.synchronizedOutputMode;
  }

  #notify(): void {
    if (this.#isDrawing) return;
    for (const watcher of this.#watchers) watcher();
  }

  async #until(condition: () => boolean, describe: () => string): Promise<void> {
    if (condition() && !this.#isDrawing) return;
    await new Promise<void>((resolve, reject) => {
      const done = () => {
        this.#watchers.delete(watcher);
        clearTimeout(limit);
      };
      const watcher = () => {
        if (condition()) {
          done();
          resolve();
        } else if (this.exitCode !== undefined) {
          done();
          reject(new Error(`The program ended with ${this.exitCode}; ${describe()}`));
        }
      };
      const limit = setTimeout(() => {
        done();
        reject(new Error(describe()));
      }, 20_000);
      this.#watchers.add(watcher);
    });
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

function matches(screen: string, expected: string | RegExp): boolean {
  return typeof expected === 'string' ? screen.includes(expected) : expected.test(screen);
}
