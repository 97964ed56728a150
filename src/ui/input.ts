import {EventEmitter} from 'node:events';

/*
 * Filters terminal input before Ink (8.0) reads it, to work around three problems:
 * - After a paste without an end marker, Ink swallows all further keys, including Ctrl-C.
 * - Ink takes the terminal's replies to other programs (OSC, DCS), and truncated sequences, for
 *   typed text.
 * - Ink ignores `modifyOtherKeys`, F1, the keypad's digits and the character that Shift makes of a
 *   key; these are translated to a form that it knows.
 * Ink receives only whole sequences, so its own buffering never waits.
 */

const escapeCharacter = '\u001b';
const pasteStart = `${escapeCharacter}[200~`;
const pasteEnd = `${escapeCharacter}[201~`;

/** F1 in the text that Ink passes on: its code point in the kitty keyboard protocol. */
export const f1 = '\u{e014}';
const escapeKey = `${escapeCharacter}[27u`;

// CSI (ECMA-48, 5.4), including the Linux console's function keys and X10 mouse reports; SS3; and
// control strings (5.6).
const completeSequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this reads.
  /^\u001b(?:\[\[[A-E]|\[M[^\u001b]{3}|\[[0-?]*[ -/]*[@-~]|O[\d;]*[ -/<-~]|[\]PX^_][^\u0000-\u001f]*(?:\u0007|\u001b\\))/;
const incompleteSequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
  /^\u001b(?:\[\[?|\[M[^\u001b]{0,2}|\[[0-?]*[ -/]*|O[\d;]*|[\]PX^_][^\u0000-\u001f]*\u001b?)?$/;
/** What a key press cuts off. Alt plus a key, which we don't use, looks like its start. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const cutOffSequence = /^\u001b(?:\[\[?[0-?]*[ -/]*|O[\d;]*|[\]PX^_][^\u0000-\u001f]*|.)/su;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const droppedSequence = /^\u001b(?:[\]PX^_]|\[M|\[201~)/;
/** No modifier but Caps Lock and Num Lock, of a key that is pressed or repeated. */
const lockModifiers = /;(?:1|65|129|193)(?::[12])?(?=[A-Z~u]$)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const f1Sequence = /^\u001b(?:OP|\[1?P|\[11~|\[\[A|\[57364u)$/;
/** In application mode, and in the kitty keyboard protocol. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const keypadKey = /^\u001b(?:O([j-y])|\[(57\d{3})u)$/;
const firstKeypadCode = 57399;
const keypadCharacters = '0123456789./*-+\r=,';
/** The kitty keyboard protocol's key code, followed by the one that Shift makes of it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const shiftedKey = /^\u001b\[\d+:(\d+)(?::\d+)?;/;
/** xterm's `modifyOtherKeys`: modifiers, then key code. CSI u has them the other way around. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const modifyOtherKeys = /^\u001b\[27;(\d+);(\d+)~$/;
/** Ctrl-C in each of its forms. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const ctrlC = /\u0003|\u001b\[(?:99;(?:5|69|133|197)(?::1)?u|27;5;99~)/;
/** Escape in each of its forms, with nothing after it. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const finalEscape = /\u001b(?:\[27(?:;(?:1|65|129|193)(?::1)?)?u)?$/;

/** In ms. How long a lone escape character may be the start of a sequence; too short to notice. */
const escapeTimeoutMs = 40;
/** In ms. Longer than the gap within a sequence on a slow line. */
const sequenceTimeoutMs = 100;
/** In ms. The longest gap between the pieces of a paste. */
const pasteTimeoutMs = 200;

/** Turns terminal input, split at arbitrary positions, into whole sequences. */
export interface InputFilter {
  readonly push: (chunk: string) => void;
  /** Discards incomplete input. */
  readonly reset: () => void;
}

export function createInputFilter(emit: (text: string) => void): InputFilter {
  let buffer = '';
  let pasteChunks: string[] | undefined;
  let timer: NodeJS.Timeout | undefined;
  let immediate: NodeJS.Immediate | undefined;

  /** On a busy machine, input that waits to be read comes first: it may end the sequence. */
  function startTimer(onTimeout: () => void, ms: number): void {
    timer = setTimeout(() => {
      immediate = setImmediate(onTimeout);
    }, ms);
  }

  function stopTimer(): void {
    clearTimeout(timer);
    clearImmediate(immediate);
  }

  function push(chunk: string): void {
    stopTimer();
    // Ctrl-C in a chunk of its own, after a paste that never ended, is a key press.
    if (pasteChunks !== undefined && ctrlC.exec(chunk)?.[0] === chunk) endPaste();
    buffer += chunk;
    processBuffer();
    if (pasteChunks !== undefined) startTimer(onPasteTimeout, pasteTimeoutMs);
    else if (buffer === escapeCharacter) startTimer(onSequenceTimeout, escapeTimeoutMs);
    else if (buffer !== '') startTimer(onSequenceTimeout, sequenceTimeoutMs);
  }

  function processBuffer(): void {
    let out = '';
    while (buffer !== '') {
      if (pasteChunks === undefined) {
        const token = parseNext(buffer);
        if (token === undefined) break;
        buffer = buffer.slice(token.length);
        if (token.text === pasteStart) pasteChunks = [];
        else out += token.text;
        continue;
      }
      const markerIndex = buffer.indexOf(pasteEnd);
      // The end marker itself may be split between chunks.
      const contentEnd =
        markerIndex === -1 ? Math.max(0, buffer.length - pasteEnd.length + 1) : markerIndex;
      pasteChunks.push(buffer.slice(0, contentEnd));
      buffer = buffer.slice(contentEnd);
      if (markerIndex === -1) break;
      buffer = buffer.slice(pasteEnd.length);
      out += wrapPaste(pasteChunks);
      pasteChunks = undefined;
    }
    if (out !== '') emit(out);
  }

  /**
   * No more input came. A lone escape character is the Escape key; any other incomplete sequence is
   * dropped.
   */
  function onSequenceTimeout(): void {
    const isEscape = buffer === escapeCharacter;
    buffer = '';
    if (isEscape) emit(escapeKey);
  }

  /** The rest of the paste never came: pass on what did, and treat input as keys again. */
  function onPasteTimeout(): void {
    const text = endPaste();
    buffer = text;
    processBuffer();
    if (buffer !== '') onSequenceTimeout();
  }

  /** Returns the part that is not pasted text: everything from a Ctrl-C on, or a final Escape. */
  function endPaste(): string {
    const text = `${pasteChunks?.join('') ?? ''}${buffer}`;
    const match = ctrlC.exec(text) ?? finalEscape.exec(text);
    const keyIndex = match?.index ?? text.length;
    pasteChunks = undefined;
    buffer = '';
    if (keyIndex > 0) emit(wrapPaste([text.slice(0, keyIndex)]));
    return text.slice(keyIndex);
  }

  return {
    push,
    reset: () => {
      stopTimer();
      buffer = '';
      pasteChunks = undefined;
    },
  };
}

function wrapPaste(chunks: readonly string[]): string {
  return `${pasteStart}${chunks.join('')}${pasteEnd}`;
}

interface Token {
  readonly length: number;
  /** The part to pass on to Ink. */
  readonly text: string;
}

/**
 * The first key of the input, or the text before the next sequence. Undefined if it is incomplete.
 */
function parseNext(input: string): Token | undefined {
  if (!input.startsWith(escapeCharacter)) {
    const at = input.indexOf(escapeCharacter);
    const text = at === -1 ? input : input.slice(0, at);
    return {length: text.length, text};
  }
  const match = completeSequence.exec(input)?.[0];
  if (match !== undefined) return {length: match.length, text: translateSequence(match)};
  if (incompleteSequence.test(input)) return undefined;
  // Two escapes are the Escape key, pressed twice.
  if (input[1] === escapeCharacter) return {length: 1, text: escapeKey};
  return {length: cutOffSequence.exec(input)?.[0].length ?? 1, text: ''};
}

/** Translates a whole sequence to what Ink understands. */
function translateSequence(match: string): string {
  if (droppedSequence.test(match)) return '';
  const unmodified = match.replace(lockModifiers, '');
  if (f1Sequence.test(unmodified)) return f1;
  const [, applicationKey, code] = keypadKey.exec(unmodified) ?? [];
  if (applicationKey !== undefined) {
    return String.fromCharCode(applicationKey.charCodeAt(0) - 0x40);
  }
  return (
    keypadCharacters[Number(code) - firstKeypadCode] ??
    match
      .replace(modifyOtherKeys, `${escapeCharacter}[$2;$1u`)
      .replace(shiftedKey, `${escapeCharacter}[$1;`)
  );
}

/** The part of `tty.ReadStream` that is needed here. */
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

/** Wraps stdin so that Ink reads it through the filter. */
export function createFilteredInput(stdin: TerminalInput): NodeJS.ReadStream {
  const events = new EventEmitter();
  let filtered = '';
  const filter = createInputFilter(text => {
    filtered += text;
    events.emit('readable');
  });
  const onData = (chunk: string | Buffer) => filter.push(chunk.toString());
  const read = () => {
    const text = filtered;
    filtered = '';
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
  // Ink uses only these members of the stream.
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
