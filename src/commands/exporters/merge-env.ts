import {Problem} from '../../model/errors.js';

/** A piece of the existing file: an assignment, or the text between two of them. */
interface Piece {
  /** Including line ends. */
  readonly text: string;
  readonly assignment?: {
    readonly key: string;
    /** `export KEY = `: everything before the value. */
    readonly before: string;
    /** Everything after the value: a comment and the line end. */
    readonly after: string;
  };
}

const assignmentStart = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*/;
/** Ends at the next quote of the same kind, which may be lines later. */
const quotedValue = /^(?:"(?:\\.|[^"\\])*"|'[^']*'|`[^`]*`)(?=[ \t]*(?:#|\r?\n|$))/s;
const unquotedValue = /^[^#\r\n]*/;
/** The byte order mark as text, and as UTF-8 bytes decoded as Latin-1. */
const byteOrderMarks = ['\uFEFF', '\u00EF\u00BB\u00BF'];

/**
 * Sets the values and keeps everything else: comments, order, line ends. A repeated key is set
 * everywhere, because parsers disagree on which one counts. Throws `Problem` usage for a value that
 * can't be quoted safely.
 */
export function mergeEnv(existing: string, values: Readonly<Record<string, string>>): string {
  const lineEnd = /\r?\n/.exec(existing)?.[0] ?? '\n';
  const mark = byteOrderMarks.find(each => existing.startsWith(each)) ?? '';
  const pieces = parsePieces(existing.slice(mark.length));
  const present = new Set(pieces.flatMap(({assignment}) => assignment?.key ?? []));
  const kept = pieces.map(({text, assignment}) => {
    const value = assignment === undefined ? undefined : ownValue(values, assignment.key);
    if (assignment === undefined || value === undefined) return text;
    const {key, before, after} = assignment;
    return `${before}${quoteValue(key, value)}${withSpaceBeforeComment(after)}`;
  });
  const added = Object.entries(values)
    .filter(([key]) => !present.has(key))
    .map(([key, value]) => `${key}=${quoteValue(key, value)}${lineEnd}`);
  const body = kept.join('');
  const gap = body !== '' && !body.endsWith('\n') && added.length > 0 ? lineEnd : '';
  return `${mark}${body}${gap}${added.join('')}`;
}

/** Own properties only, so that a key such as `constructor` finds nothing. */
function ownValue(values: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(values, key) ? values[key] : undefined;
}

function parsePieces(content: string): readonly Piece[] {
  const pieces: Piece[] = [];
  let rest = content;
  while (rest !== '') {
    const piece = parsePiece(rest);
    pieces.push(piece);
    rest = rest.slice(piece.text.length);
  }
  return pieces;
}

function parsePiece(rest: string): Piece {
  const start = assignmentStart.exec(rest);
  const [before = '', key] = start ?? [];
  if (start === null || key === undefined) return {text: firstLine(rest)};
  const afterEquals = rest.slice(before.length);
  const value = quotedValue.exec(afterEquals)?.[0] ?? unquotedValue.exec(afterEquals)?.[0] ?? '';
  // Spaces before a comment belong to the comment.
  const length = before.length + value.replace(/(?<![ \t])[ \t]+$/, '').length;
  const after = firstLine(rest.slice(length));
  return {text: rest.slice(0, length) + after, assignment: {key, before, after}};
}

function firstLine(text: string): string {
  const end = text.indexOf('\n');
  return end < 0 ? text : text.slice(0, end + 1);
}

/** Without a space before it, a comment would become part of the value. */
function withSpaceBeforeComment(after: string): string {
  return after.startsWith('#') ? ` ${after}` : after;
}

/**
 * Quotes the value so that dotenv parsers and shells read it the same way; no quotes if none are
 * needed.
 */
function quoteValue(key: string, value: string): string {
  if (/^[\w.:/@%+,=-]+$/.test(value)) return value;
  // A parser written in C would end the value at a NUL.
  const oneLine = !/[\0\r\n]/.test(value);
  // Some parsers treat a backslash before the closing quote as an escape.
  if (oneLine && !/'|\\$/.test(value)) return `'${value}'`;
  if (oneLine && !/["\\$`]/.test(value)) return `"${value}"`;
  throw new Problem('usage', {
    message: `${key} has characters that can’t be written safely to an environment file.`,
    hint: 'Choose a value without line breaks and NUL characters, without single quotes beside other quotes, and without a backslash at its end.',
  });
}
