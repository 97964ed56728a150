import {Problem} from '../../model/errors.js';

/** A piece of the file as it stands: an assignment, or whatever else is between two of them. */
interface Piece {
  /** With its line ends. */
  readonly text: string;
  readonly assignment?: {
    readonly key: string;
    /** `export KEY = `, up to the value. */
    readonly before: string;
    /** From behind the value: a comment, and the line end. */
    readonly after: string;
  };
}

const assignmentStart = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*/;
/** A quote closes at the next one like it; several lines may lie between. */
const quoted = /^(?:"(?:\\.|[^"\\])*"|'[^']*'|`[^`]*`)(?=[ \t]*(?:#|\r?\n|$))/s;
const plain = /^[^#\r\n]*/;
/** The byte order mark, as text and as UTF-8 whose bytes were taken for Latin-1. */
const marks = ['\uFEFF', '\u00EF\u00BB\u00BF'];

/**
 * The content with our values in it, and everything else as it was: comments, order, line ends.
 * A key that stands there several times gets our value each time, since readers differ in which
 * one counts. Throws `Problem` usage for a value that no notation can hold.
 */
export function mergeEnv(existing: string, values: Readonly<Record<string, string>>): string {
  const lineEnd = /\r?\n/.exec(existing)?.[0] ?? '\n';
  const mark = marks.find(each => existing.startsWith(each)) ?? '';
  const pieces = piecesOf(existing.slice(mark.length));
  const present = new Set(pieces.flatMap(({assignment}) => assignment?.key ?? []));
  const kept = pieces.map(({text, assignment}) => {
    const value = assignment === undefined ? undefined : own(values, assignment.key);
    if (assignment === undefined || value === undefined) return text;
    const {key, before, after} = assignment;
    return `${before}${notation(key, value)}${spaced(after)}`;
  });
  const added = Object.entries(values)
    .filter(([key]) => !present.has(key))
    .map(([key, value]) => `${key}=${notation(key, value)}${lineEnd}`);
  const body = kept.join('');
  const gap = body !== '' && !body.endsWith('\n') && added.length > 0 ? lineEnd : '';
  return `${mark}${body}${gap}${added.join('')}`;
}

/** What stands in the file for a key, and nothing for a key like `constructor`. */
function own(values: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function piecesOf(content: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let rest = content;
  while (rest !== '') {
    const piece = nextPiece(rest);
    pieces.push(piece);
    rest = rest.slice(piece.text.length);
  }
  return pieces;
}

function nextPiece(rest: string): Piece {
  const start = assignmentStart.exec(rest);
  const [before = '', key] = start ?? [];
  if (start === null || key === undefined) return {text: lineOf(rest)};
  const behind = rest.slice(before.length);
  const value = quoted.exec(behind)?.[0] ?? plain.exec(behind)?.[0] ?? '';
  // Spaces between a value and its comment belong to the comment.
  const length = before.length + value.replace(/(?<![ \t])[ \t]+$/, '').length;
  const after = lineOf(rest.slice(length));
  return {text: rest.slice(0, length) + after, assignment: {key, before, after}};
}

function lineOf(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end + 1);
}

/** A comment needs a space before it, or it is part of the value. */
function spaced(after: string): string {
  return after.startsWith('#') ? ` ${after}` : after;
}

/** The value as readers of such files and shells alike take it; plain where that is enough. */
function notation(key: string, value: string): string {
  if (/^[\w.:/@%+,=-]+$/.test(value)) return value;
  // A reader written in C takes a NUL for the end.
  const oneLine = !/[\0\r\n]/.test(value);
  // Some readers take a backslash before the closing quote for its escape.
  if (oneLine && !/'|\\$/.test(value)) return `'${value}'`;
  if (oneLine && !/["\\$`]/.test(value)) return `"${value}"`;
  throw new Problem('usage', {
    message: `${key} has characters that can't be written safely to an environment file.`,
    hint: 'Choose a value without line breaks and NUL characters, without single quotes beside other quotes, and without a backslash at its end.',
  });
}
