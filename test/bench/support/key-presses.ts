import {setTimeout as pause} from 'node:timers/promises';
import {type IPty, spawn} from '@lydell/node-pty';
import xterm from '@xterm/headless';
import {bareEnv, type Env} from './program.js';

export interface Presses {
  /** Milliseconds from each key to the first bytes of its frame. */
  readonly ms: readonly number[];
  readonly bytes: readonly number[];
}

/** A program in a real pseudo-terminal that shows a list; the keys go up and down in it. */
export class ListInTerminal {
  readonly #pty: IPty;
  readonly #screen = new xterm.Terminal({cols: 120, rows: 45, allowProposedApi: true});
  #bytes = 0;
  #frames = 0;
  #arrived: () => void = () => {};

  constructor(args: readonly string[], env: Env = {}) {
    this.#pty = spawn(process.execPath, [...args], {
      name: 'xterm-256color',
      cols: 120,
      rows: 45,
      env: {...bareEnv, ...env},
    });
    this.#pty.onData(data => {
      this.#screen.write(data);
      this.#bytes += Buffer.byteLength(data);
      // Both programs draw each frame between these marks.
      this.#frames += data.split('\u001b[?2026h').length - 1;
      this.#arrived();
    });
  }

  /** Waits for it to be on the screen, and then presses a key. */
  async shows(text: RegExp, press = ''): Promise<void> {
    const until = performance.now() + 20_000;
    while (!text.test(this.#text())) {
      if (performance.now() > until) throw new Error(`never shown: ${text}\n${this.#text()}`);
      await pause(20);
    }
    this.#pty.write(press);
  }

  #text(): string {
    const {active} = this.#screen.buffer;
    return Array.from(
      {length: 45},
      (_, row) => active.getLine(active.viewportY + row)?.translateToString(true) ?? '',
    ).join('\n');
  }

  async press(times: number, keyOf: (count: number) => string = upAndDown): Promise<Presses> {
    const ms: number[] = [];
    const bytes: number[] = [];
    for (let count = 0; count < times; count += 1) {
      this.#bytes = 0;
      const started = performance.now();
      const frame = this.#next();
      this.#pty.write(keyOf(count));
      await frame;
      ms.push(performance.now() - started);
      // The rest of the frame, and what comes after it if anything does.
      await pause(60);
      bytes.push(this.#bytes);
    }
    return {ms, bytes};
  }

  /** A key held down for so many presses, at 30 a second: frames that came by the end. */
  async hold(presses: number): Promise<number> {
    this.#frames = 0;
    for (let count = 0; count < presses; count += 1) {
      this.#pty.write(upAndDown(count));
      await pause(1_000 / 30);
    }
    await pause(50);
    return this.#frames;
  }

  close(): void {
    this.#pty.kill('SIGKILL');
  }

  #next(): Promise<void> {
    return new Promise(resolve => {
      this.#arrived = resolve;
    });
  }
}

/** Twenty down, twenty up: within a list of thirty. */
function upAndDown(count: number): string {
  return Math.floor(count / 20) % 2 === 0 ? '\u001b[B' : '\u001b[A';
}
