import {expect} from 'vitest';
import type {Run} from './headless.js';

/** Control, invisible and bidirectional characters, which must never be printed raw. */
const unsafeCharacters =
  /[\p{Cc}\u00ad\u061c\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|\p{Cs}|[\u{e0000}-\u{e007f}]/gu;

/** A name with escape codes, line breaks, invisible and bidirectional characters, and quotes. */
export const oddName =
  'a\u001b[31m\u009b2J\u202eb\u200b勤務\u0007\r\n::error::\u2028\t"\'`$(x)<b>|*_';

/** Their code points in hex, except line ends. */
export function findUnsafeCharacters(output: string): readonly string[] {
  const found = output.replaceAll('\n', '').match(unsafeCharacters) ?? [];
  return [...new Set(found.map(character => (character.codePointAt(0) ?? 0).toString(16)))];
}

/** One sentence and an exit code, in text and as JSON, and nothing that a terminal would obey. */
export async function expectNothingRaw(
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  run: (args: readonly string[], env: Readonly<Record<string, string>>) => Promise<Run>,
): Promise<void> {
  for (const form of [[], ['--json']]) {
    const {exitCode, stdout, stderr} = await run([...args, ...form], env);
    const what = JSON.stringify(args);
    expect(findUnsafeCharacters(stdout + stderr), what).toEqual([]);
    expect([0, 1, 2, 3], what).toContain(exitCode);
    expect(stdout + stderr, what).not.toMatch(/\n\s+at |This is a mistake/);
    if (form.length > 0) expect(Object.keys(JSON.parse(stdout)), what).not.toEqual([]);
  }
}
