import {EventEmitter} from 'node:events';

/*
 * What stands between the terminal and Ink's own input (8.0), and why:
 * - A paste whose end never comes takes Ink's keyboard for good, Ctrl-C with it.
 * - An answer of the terminal to what another program asked (OSC, DCS), or a sequence that was cut
 *   off, Ink takes for typed text.
 * - Keys of `modifyOtherKeys` and F1 Ink leaves out: they are handed on in a form that it knows.
 * Ink gets whole sequences only, so that nothing waits there.
 */

const escapeCharacter = '\u001b';
const pasteStart = `${escapeCharacter}[200~`;
const pasteEnd = `${escapeCharacter}[201~`;
const ctrlC = '\u0003';

/** Stands for F1 in the text that Ink hands on: its code in the kitty keyboard protocol. */
export const f1 = '\u{e014}';
const escapeKey = `${escapeCharacter}[27u`;

// CSI (ECMA-48, 5.4), with the Linux console's function keys and X10's mouse reports; SS3; and
// control strings (5.6).
const sequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this reads.
  /^\u001b(?:\[\[[A-E]|\[M[^\u001b]{3}|\[[0-?]*[ -/]*[@-~]|O[ -~]|[\]PX^_][^\u0000-\u001f]*(?:\u0007|\u001b\\))/;
const unfinished =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
  /^\u001b(?:\[\[?|\[M[^\u001b]{0,2}|\[[0-?]*[ -/]*|O|[\]PX^_][^\u0000-\u001f]*\u001b?)?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const notForUs = /^\u001b(?:[\]PX^_]|\[M|\[201~)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const f1Sequence = /^\u001b(?:OP|\[P|\[11~|\[\[A|\[57364u)$/;
/** XTerm's `modifyOtherKeys`: modifiers, then the key's code. CSI u has them the other way round. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const otherKey = /^\u001b\[27;(\d+);(\d+)~$/;

/** Milliseconds: longer than the pause within a sequence over a slow line, too short to be felt. */
const sequencePause = 40;
/** Of a paste that comes in pieces. */
const pastePause = 200;

/** Turns what a terminal sends, cut wherever it may be, into whole sequences. */
export interface InputFilter {
  readonly push: (chunk: string) => void;
  /** Forgets what is unfinished. */
  readonly reset: () => void;
}

export function createInputFilter(emit: (text: string) => void): InputFilter {
  let rest = '';
  let pasted: string[] | undefined;
  let timer: NodeJS.Timeout | undefined;

  function push(chunk: string): void {
    clearTimeout(timer);
    // A key pressed by itself, after a paste that did not end.
    if (pasted !== undefined && chunk === ctrlC) endPaste();
    rest += chunk;
    take();
    if (pasted !== undefined) timer = setTimeout(onPastePause, pastePause);
    else if (rest !== '') timer = setTimeout(onPause, sequencePause);
  }

  function take(): void {
    let out = '';
    while (rest !== '') {
      if (pasted === undefined) {
        const taken = firstOf(rest);
        if (taken === undefined) break;
        rest = rest.slice(taken.length);
        if (taken.text === pasteStart) pasted = [];
        else out += taken.text;
        continue;
      }
      const end = rest.indexOf(pasteEnd);
      // The end mark itself may be cut in two.
      const upTo = end === -1 ? Math.max(0, rest.length - pasteEnd.length + 1) : end;
      pasted.push(rest.slice(0, upTo));
      rest = rest.slice(upTo);
      if (end === -1) break;
      rest = rest.slice(pasteEnd.length);
      out += pasteOf(pasted);
      pasted = undefined;
    }
    if (out !== '') emit(out);
  }

  /** Nothing followed. An escape character alone was the key; what else is unfinished is none. */
  function onPause(): void {
    const alone = rest === escapeCharacter;
    rest = '';
    if (alone) emit(escapeKey);
  }

  /** The rest of a paste does not come: what did is handed on, and keys are keys again. */
  function onPastePause(): void {
    const text = endPaste();
    rest = text;
    take();
    if (rest !== '') onPause();
  }

  /** Gives what is no paste: from where Ctrl-C was pressed on, or Escape as the last of it. */
  function endPaste(): string {
    const text = `${pasted?.join('') ?? ''}${rest}`;
    const key = text.indexOf(ctrlC);
    const at = key !== -1 ? key : text.endsWith(escapeCharacter) ? text.length - 1 : text.length;
    pasted = undefined;
    rest = '';
    if (at > 0) emit(pasteOf([text.slice(0, at)]));
    return text.slice(at);
  }

  return {
    push,
    reset: () => {
      clearTimeout(timer);
      rest = '';
      pasted = undefined;
    },
  };
}

function pasteOf(pieces: readonly string[]): string {
  return `${pasteStart}${pieces.join('')}${pasteEnd}`;
}

interface Taken {
  readonly length: number;
  /** What of it is handed on. */
  readonly text: string;
}

/** The first key of the input, or its text up to the next sequence; none where it isn't whole yet. */
function firstOf(input: string): Taken | undefined {
  if (!input.startsWith(escapeCharacter)) {
    const at = input.indexOf(escapeCharacter);
    const text = at === -1 ? input : input.slice(0, at);
    return {length: text.length, text};
  }
  const found = sequence.exec(input)?.[0];
  if (found !== undefined) return {length: found.length, text: known(found)};
  if (unfinished.test(input)) return undefined;
  // Two escapes: the key itself, pressed again. Anything else is Alt with a key: not ours.
  if (input[1] === escapeCharacter) return {length: 1, text: escapeKey};
  return {length: 1 + (input[1] ?? '').length, text: ''};
}

/** A whole sequence, as Ink knows it. */
function known(found: string): string {
  if (notForUs.test(found)) return '';
  if (f1Sequence.test(found)) return f1;
  return found.replace(otherKey, `${escapeCharacter}[$2;$1u`);
}

/** What is needed of a terminal's input. */
export interface TerminalInput {
  on(event: 'data', listener: (chunk: string | Buffer) => void): unknown;
  off(event: 'data', listener: (chunk: string | Buffer) => void): unknown;
  resume(): unknown;
  pause(): unknown;
  ref(): unknown;
  unref(): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  setRawMode(isRaw: boolean): unknown;
}

/** The terminal's input as Ink reads it, through the filter. */
export function filteredInput(stdin: TerminalInput): NodeJS.ReadStream {
  const events = new EventEmitter();
  let ready = '';
  const filter = createInputFilter(text => {
    ready += text;
    events.emit('readable');
  });
  const onData = (chunk: string | Buffer) => filter.push(chunk.toString());
  const read = () => {
    const text = ready;
    ready = '';
    return text === '' ? null : text;
  };
  const setRawMode = (isRaw: boolean) => {
    stdin.setRawMode(isRaw);
    stdin.off('data', onData);
    filter.reset();
    if (isRaw) {
      stdin.on('data', onData);
      stdin.resume();
    } else {
      stdin.pause();
    }
  };
  // Ink uses no more of a stream than this.
  return Object.create(stdin, {
    addListener: {value: events.addListener.bind(events)},
    removeListener: {value: events.removeListener.bind(events)},
    setEncoding: {value: () => stdin.setEncoding('utf8')},
    setRawMode: {value: setRawMode},
    ref: {value: () => stdin.ref()},
    unref: {value: () => stdin.unref()},
    read: {value: read},
  });
}
