/** A key as a terminal sent it: a named one, or text that was typed or pasted. */
export type Key =
  | {readonly kind: 'named'; readonly name: string}
  | {readonly kind: 'text'; readonly text: string}
  | {readonly kind: 'paste'; readonly text: string};

const escapeCharacter = '\u001b';
const pasteStart = `${escapeCharacter}[200~`;
const pasteEnd = `${escapeCharacter}[201~`;

const controls: Readonly<Record<string, string>> = {
  '\r': 'enter',
  '\n': 'enter',
  '\t': 'tab',
  // Both are what the key that erases to the left sends, on one terminal or another.
  '\u007f': 'backspace',
  '\b': 'backspace',
  '\u0001': 'ctrl-a',
  '\u0003': 'ctrl-c',
  '\u0004': 'ctrl-d',
  '\u0005': 'ctrl-e',
  '\u000b': 'ctrl-k',
  '\u000c': 'ctrl-l',
  '\u0015': 'ctrl-u',
  '\u0017': 'ctrl-w',
  '\u001a': 'ctrl-z',
};

/** What follows the escape character, without modifiers. */
const sequences: Readonly<Record<string, string>> = {
  '[A': 'up',
  '[B': 'down',
  '[C': 'right',
  '[D': 'left',
  '[H': 'home',
  '[F': 'end',
  '[1~': 'home',
  '[4~': 'end',
  '[7~': 'home',
  '[8~': 'end',
  '[3~': 'delete',
  '[5~': 'page-up',
  '[6~': 'page-down',
  '[Z': 'shift-tab',
  '[11~': 'f1',
  '[[A': 'f1',
  '[P': 'f1',
  OA: 'up',
  OB: 'down',
  OC: 'right',
  OD: 'left',
  OH: 'home',
  OF: 'end',
  OP: 'f1',
};

// CSI (ECMA-48, 5.4), the Linux console's function keys, SS3; and control strings (5.6), by which
// a terminal answers what some other program asked: the color of its background, say.
const sequence =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this reads.
  /^\u001b(\[\[[A-E]|\[[0-?]*[ -/]*[@-~]|O[ -~]|[\]PX^_][^\u0000-\u001f]*(?:\u0007|\u001b\\))/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const unfinished = /^\u001b(\[\[?|\[[0-?]*[ -/]*|O|[\]PX^_][^\u0000-\u001f]*\u001b?)?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above.
const plainText = /^[^\u0000-\u001f\u007f]+/;

/**
 * Turns what a terminal sends into keys. Sequences may come in pieces; modified and unknown keys
 * are swallowed whole, so that none of their bytes end up in a text field.
 */
export interface KeyDecoder {
  readonly decode: (chunk: string) => readonly Key[];
  /** Whether an escape character waits for what may follow. */
  readonly isWaiting: () => boolean;
  /** Nothing followed: it was the Escape key. */
  readonly flush: () => readonly Key[];
}

export function createKeyDecoder(): KeyDecoder {
  let rest = '';
  let pasting: string | undefined;

  const decode = (chunk: string): readonly Key[] => {
    rest += chunk;
    const keys: Key[] = [];
    while (rest !== '') {
      if (pasting !== undefined) {
        const end = rest.indexOf(pasteEnd);
        // The end mark itself may be cut in two.
        const upTo = end === -1 ? Math.max(0, rest.length - pasteEnd.length) : end;
        pasting += rest.slice(0, upTo);
        rest = rest.slice(upTo);
        if (end === -1) break;
        rest = rest.slice(pasteEnd.length);
        keys.push({kind: 'paste', text: clean(pasting)});
        pasting = undefined;
        continue;
      }
      if (rest.startsWith(pasteStart)) {
        rest = rest.slice(pasteStart.length);
        pasting = '';
        continue;
      }
      const taken = first(rest);
      if (taken === undefined) break;
      rest = rest.slice(taken.length);
      if (taken.key !== undefined) keys.push(taken.key);
    }
    return keys;
  };

  return {
    decode,
    isWaiting: () => pasting === undefined && rest !== '',
    flush: () => {
      const alone = rest === escapeCharacter;
      rest = '';
      return alone ? [{kind: 'named', name: 'escape'}] : [];
    },
  };
}

interface Taken {
  readonly length: number;
  readonly key?: Key;
}

/** The first key of the input; none where it isn't whole yet. */
function first(input: string): Taken | undefined {
  const text = plainText.exec(input)?.[0];
  if (text !== undefined) return {length: text.length, key: {kind: 'text', text}};
  const [character = ''] = input;
  if (character !== escapeCharacter) return named(1, controls[character]);
  const found = sequence.exec(input);
  if (found !== null) return named(found[0].length, sequences[found[1] ?? '']);
  if (unfinished.test(input)) return undefined;
  // Two escapes: the key itself, pressed again. Anything else is Alt with a key: not ours.
  return input[1] === escapeCharacter ? named(1, 'escape') : {length: 1 + (input[1] ?? '').length};
}

function named(length: number, name: string | undefined): Taken {
  return name === undefined ? {length} : {length, key: {kind: 'named', name}};
}

/** A paste is one line of text: what it ends in, or hides, is no key press. */
function clean(pasted: string): string {
  return pasted
    .replace(/[\r\n]+$/, '')
    .replace(/\p{Cc}+/gu, ' ')
    .trim();
}
