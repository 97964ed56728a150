import {Problem} from '../../model/errors.js';
import {visible} from '../../text/escape.js';

/**
 * Escapes what can't be seen: a name from the tenant stays what it is for the program that reads
 * the file, and does nothing to the terminal or the editor of the person who does. Nor to the
 * runner of GitHub Actions, which takes `##[` for a command wherever it stands in a log's line.
 */
function withEscapes(text: string, escaped: (character: string) => string): string {
  return [...text]
    .map(character => (visible(character) === character ? character : escaped(character)))
    .join('')
    .replaceAll(/#(?=#\[)/g, escaped);
}

/** A string of JSON, and of JavaScript. */
export function jsonString(text: string): string {
  return jsonLine(text);
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

/**
 * A double-quoted scalar: the one style of YAML that can hold every string. auth0-deploy-cli
 * replaces `##NAME##` and `@@NAME@@` in the file's text, before it is YAML, with variables of its
 * environment, secrets among them: no such pair is left.
 */
export function yamlString(text: string): string {
  // What JSON.stringify escapes, YAML reads the same way.
  return withEscapes(JSON.stringify(text), pointEscape).replaceAll(/([#@])(?=\1)/g, pointEscape);
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
    .replaceAll(/(?<=[$%])\{/g, pointEscape);
  return `"${withEscapes(named, pointEscape)}"`;
}

function pointEscape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code <= 0xffff ? hex('u', code, 4) : hex('U', code, 8);
}

function hex(letter: string, code: number, digits: number): string {
  return `\\${letter}${code.toString(16).padStart(digits, '0')}`;
}

/**
 * A word of a POSIX shell, in which nothing is expanded. What can't be seen is printed by the
 * shell itself, from its bytes. Throws `Problem` usage for a NUL, which no argument can hold.
 */
export function shellWord(text: string): string {
  if (/^[\w.:/@%+,-]+$/.test(text)) return text;
  if (text.includes('\0')) throw unholdable('a NUL character', 'a shell’s argument');
  // `$(…)` drops line breaks at its end: they stand as they are, with nothing but a quote behind.
  const [, body = '', end = ''] = /^(.*?)(\n*)$/s.exec(text) ?? [];
  const words = partsOf(body).map(part => (isSeen(part) ? singleQuoted(part) : printed(part)));
  return [...words, ...(end === '' && words.length > 0 ? [] : [singleQuoted(end)])].join('');
}

/** Runs of what can be seen, and of what can't; those never end in a line break. */
function partsOf(text: string): readonly string[] {
  const parts: string[] = [];
  for (const character of text) {
    const last = parts.at(-1) ?? '';
    const joins = isSeen(last) ? isSeen(character) : last.endsWith('\n') || !isSeen(character);
    if (joins && last !== '') parts[parts.length - 1] = last + character;
    else parts.push(character);
  }
  return parts;
}

function isSeen(text: string): boolean {
  return visible(text) === text;
}

/** In single quotes of a shell, with `##[` cut in two by an end of them (see `withEscapes`). */
export function singleQuoted(text: string): string {
  return `'${text.replaceAll("'", "'\\''").replaceAll(/#(?=#\[)/g, "#''")}'`;
}

function printed(text: string): string {
  const octal = [...Buffer.from(text)].map(byte => `\\${byte.toString(8).padStart(3, '0')}`);
  return `"$(printf '${octal.join('')}')"`;
}

/** What can't be said where it is to go. */
export function unholdable(what: string, where: string): Problem {
  return new Problem('usage', {
    message: `A value of the tenant holds ${what}, which ${where} can't.`,
    hint: 'Rename it in the Dashboard, and export again.',
  });
}
