import {graphemesOf} from '../text/graphemes.js';

/** `caret` counts graphemes from the left. */
export interface EditedText {
  readonly text: string;
  readonly caret: number;
}

export type Edit =
  | {readonly edit: 'insert'; readonly text: string}
  | {readonly edit: 'erase'; readonly what: 'left' | 'right' | 'word' | 'to-start' | 'to-end'}
  | {readonly edit: 'caret'; readonly to: 'left' | 'right' | 'start' | 'end'};

/** In UTF-16 code units. Longer than any answer; a megabyte pasted by mistake would take seconds. */
const maxLength = 16_384;

export function graphemes(text: string): readonly string[] {
  return Array.from(graphemesOf(text), ({segment}) => segment);
}

export function applyEdit({text, caret}: EditedText, change: Edit): EditedText {
  const all = graphemes(text);
  const index = Math.min(caret, all.length);
  const left = all.slice(0, index);
  const right = all.slice(index);
  switch (change.edit) {
    case 'insert':
      return join([...left, change.text.slice(0, Math.max(0, maxLength - text.length))], right);
    case 'erase':
      return erase(left, right, change.what);
    case 'caret':
      return {text, caret: moveCaret(index, all.length, change.to)};
  }
}

function erase(
  left: readonly string[],
  right: readonly string[],
  what: Extract<Edit, {edit: 'erase'}>['what'],
): EditedText {
  switch (what) {
    case 'left':
      return join(left.slice(0, -1), right);
    case 'right':
      return join(left, right.slice(1));
    case 'word':
      return join([left.join('').replace(/[^\s/:._-]*[\s/:._-]*$/, '')], right);
    case 'to-start':
      return join([], right);
    case 'to-end':
      return join(left, []);
  }
}

function join(left: readonly string[], right: readonly string[]): EditedText {
  const before = left.join('');
  return {text: before + right.join(''), caret: graphemes(before).length};
}

function moveCaret(index: number, length: number, to: 'left' | 'right' | 'start' | 'end'): number {
  switch (to) {
    case 'left':
      return Math.max(0, index - 1);
    case 'right':
      return Math.min(length, index + 1);
    case 'start':
      return 0;
    case 'end':
      return length;
  }
}
