import {graphemesOf} from '../text/graphemes.js';

/** A text being typed, and where the caret stands: in graphemes from the left. */
export interface Editing {
  readonly text: string;
  readonly caret: number;
}

export type Edit =
  | {readonly edit: 'insert'; readonly text: string}
  | {readonly edit: 'erase'; readonly what: 'left' | 'right' | 'word' | 'to-start' | 'to-end'}
  | {readonly edit: 'caret'; readonly to: 'left' | 'right' | 'start' | 'end'};

export function graphemes(text: string): readonly string[] {
  return Array.from(graphemesOf(text), ({segment}) => segment);
}

export function edit({text, caret}: Editing, change: Edit): Editing {
  const all = graphemes(text);
  const at = Math.min(caret, all.length);
  const left = all.slice(0, at);
  const right = all.slice(at);
  switch (change.edit) {
    case 'insert':
      return put([...left, change.text], right);
    case 'erase':
      return erase(left, right, change.what);
    case 'caret':
      return {text, caret: moved(at, all.length, change.to)};
  }
}

function erase(
  left: readonly string[],
  right: readonly string[],
  what: Extract<Edit, {edit: 'erase'}>['what'],
): Editing {
  switch (what) {
    case 'left':
      return put(left.slice(0, -1), right);
    case 'right':
      return put(left, right.slice(1));
    case 'word':
      return put([left.join('').replace(/[^\s/:._-]*[\s/:._-]*$/, '')], right);
    case 'to-start':
      return put([], right);
    case 'to-end':
      return put(left, []);
  }
}

function put(left: readonly string[], right: readonly string[]): Editing {
  const before = left.join('');
  return {text: before + right.join(''), caret: graphemes(before).length};
}

function moved(at: number, length: number, to: 'left' | 'right' | 'start' | 'end'): number {
  switch (to) {
    case 'left':
      return Math.max(0, at - 1);
    case 'right':
      return Math.min(length, at + 1);
    case 'start':
      return 0;
    case 'end':
      return length;
  }
}
