import {visible} from '../../engine/visible.js';

/**
 * Escapes what can't be seen: a name from the tenant stays what it is for the program that reads
 * the file, and does nothing to the terminal or the editor of the person who does.
 */
function withEscapes(text: string, escaped: (character: string) => string): string {
  return [...text]
    .map(character => (visible(character) === character ? character : escaped(character)))
    .join('');
}

/** A string of JSON, and of JavaScript. */
export function jsonString(text: string): string {
  return withEscapes(JSON.stringify(text), unitEscapes);
}

/** JSON for people, two spaces deep. */
export function jsonDocument(value: unknown): string {
  const lines = JSON.stringify(value, null, 2).split('\n');
  return `${lines.map(line => withEscapes(line, unitEscapes)).join('\n')}\n`;
}

/** JSON on one line. */
export function jsonLine(value: unknown): string {
  return withEscapes(JSON.stringify(value), unitEscapes);
}

/** Beyond U+FFFF, JSON escapes the two halves of a pair. */
function unitEscapes(character: string): string {
  return character
    .split('')
    .map(unit => hex('u', unit.charCodeAt(0), 4))
    .join('');
}

/** A double-quoted scalar: the one style of YAML that can hold every string. */
export function yamlString(text: string): string {
  // What JSON.stringify escapes, YAML reads the same way.
  return withEscapes(JSON.stringify(text), pointEscape);
}

/**
 * A quoted template of HCL, in which `${` and `%{` would start an expression. Half a surrogate
 * pair has no place in it. https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
 */
export function hclString(text: string): string {
  const named = text
    .replaceAll(/\p{Cs}/gu, '\ufffd')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r')
    .replaceAll('\t', '\\t')
    .replaceAll(/([$%])(?=\{)/g, '$1$1');
  return `"${withEscapes(named, pointEscape)}"`;
}

function pointEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xffff ? hex('u', code, 4) : hex('U', code, 8);
}

function hex(letter: string, code: number, digits: number): string {
  return `\\${letter}${code.toString(16).padStart(digits, '0')}`;
}

/** A word of a POSIX shell, in which nothing is expanded; what can't be seen stays in its visible form. */
export function shellWord(text: string): string {
  if (/^[\w.:/@%+,-]+$/.test(text)) return text;
  return `'${visible(text).replaceAll("'", "'\\''")}'`;
}
