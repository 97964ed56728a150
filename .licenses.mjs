// The licenses of the packages in the bundle, which ship with it.
import {readFile} from 'node:fs/promises';
import {join} from 'node:path';

const mit = `Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
associated documentation files (the "Software"), to deal in the Software without restriction,
including without limitation the rights to use, copy, modify, merge, publish, distribute,
sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or
substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT
NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`;

/**
 * The licenses and notices of all packages that files come from; packages with identical texts
 * share one entry.
 */
export async function licensesOf(root, inputs) {
  const filesOf = new Map();
  for (const input of inputs) {
    const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
    if (folder === undefined) continue;
    const files = filesOf.get(folder) ?? [];
    filesOf.set(folder, [...files, join(root, input)]);
  }
  const namesByText = new Map();
  for (const [folder, files] of [...filesOf].sort()) {
    const path = join(root, folder);
    const {name, license} = JSON.parse(await readFile(join(path, 'package.json'), 'utf8'));
    const terms =
      (await readAny(path, ['LICENSE', 'LICENCE', 'license'])) ?? (await mitOf(license, files));
    const notice = await readAny(path, ['NOTICE', 'notice']);
    const text = notice === undefined ? terms : `${terms}\n\nNOTICE\n\n${notice}`;
    namesByText.set(text, [...(namesByText.get(text) ?? []), name]);
  }
  return [...namesByText]
    .map(([text, names]) => `${names.join(', ')}\n\n${text}\n`)
    .join('\n---\n\n');
}

async function readAny(folder, names) {
  for (const name of names.flatMap(each => [each, `${each}.md`, `${each}.txt`])) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
    if (text !== undefined) return text.trim();
  }
  return undefined;
}

/** yoga-layout ships no license file: use the copyright line in its source with the MIT text. */
async function mitOf(license, files) {
  for (const file of files) {
    const [line] = /Copyright \(c\) .*(?=\n)/.exec(await readFile(file, 'utf8')) ?? [];
    if (license === 'MIT' && line !== undefined) return `MIT License\n\n${line}\n\n${mit}`;
  }
  throw new Error(`${files[0]} belongs to a package without a license text`);
}
