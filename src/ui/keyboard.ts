import {createKeyDecoder, type Key} from './key-decoder.js';

/** Where keys come from: a terminal, a test, or a presenter's script. */
export interface Keyboard {
  readonly listen: (listener: (key: Key) => void) => () => void;
}

/** What is needed of a terminal's input; Ink gets to see none of it. */
export interface KeyInput {
  on(event: 'data', listener: (chunk: string | Buffer) => void): unknown;
  off(event: 'data', listener: (chunk: string | Buffer) => void): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  setRawMode?(mode: boolean): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** Longer than the pause within a sequence over a slow line, and too short to be felt. */
const escapeDelay = 40;

/**
 * Reads keys off a terminal, in place of Ink's `useInput`: that one throws on some modified keys,
 * shows the marks of a paste as text, and takes Backspace for Delete (Ink 6.8).
 */
export function terminalKeyboard(input: KeyInput): Keyboard {
  return {
    listen: listener => {
      const decoder = createKeyDecoder();
      let timer: NodeJS.Timeout | undefined;
      const onData = (chunk: string | Buffer) => {
        clearTimeout(timer);
        for (const key of decoder.decode(chunk.toString())) listener(key);
        if (!decoder.isWaiting()) return;
        timer = setTimeout(() => {
          for (const key of decoder.flush()) listener(key);
        }, escapeDelay);
      };
      input.setEncoding('utf8');
      input.setRawMode?.(true);
      input.on('data', onData);
      input.resume();
      return () => {
        clearTimeout(timer);
        input.off('data', onData);
        input.setRawMode?.(false);
        input.pause();
      };
    },
  };
}
