import {stripVTControlCharacters} from 'node:util';
import {spawn} from '@lydell/node-pty';
import {bareEnv, type Env} from './program.js';

/** Milliseconds until a program in a real pseudo-terminal shows it. Then the program is ended. */
export function firstFrame(args: readonly string[], shown: RegExp, env: Env = {}): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const pty = spawn(process.execPath, [...args], {
      name: 'xterm-256color',
      cols: 120,
      rows: 45,
      env: {...bareEnv, ...env},
    });
    let output = '';
    let taken: number | undefined;
    pty.onData(data => {
      output += data;
      if (taken !== undefined || !shown.test(stripVTControlCharacters(output))) return;
      taken = performance.now() - started;
      pty.kill('SIGKILL');
    });
    pty.onExit(() => {
      if (taken === undefined) reject(new Error(`never shown: ${shown}; it showed ${output}`));
      else resolve(taken);
    });
  });
}
