import {readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {buildPackage, root} from './support/build.js';

let folder: string;

beforeAll(() => {
  folder = buildPackage();
});

afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** The folders in node_modules whose code is in the bundle. */
function bundled(): readonly string[] {
  const {outputs} = JSON.parse(readFileSync(join(folder, 'dist/meta.json'), 'utf8'));
  const inputs = Object.values(outputs).flatMap(output =>
    Object.entries(Object(output).inputs)
      .filter(([, part]) => Object(part).bytesInOutput > 0)
      .map(([path]) => path),
  );
  const folders = inputs.flatMap(
    path =>
      /(?:^|\/)(node_modules\/(?:.*node_modules\/)?(?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1] ?? [],
  );
  return [...new Set(folders)];
}

it('includes the license and notice of every bundled package', () => {
  const all = readFileSync(join(folder, 'dist/LICENSES.txt'), 'utf8');
  const packages = bundled();
  expect(packages.length).toBeGreaterThan(20);
  const sections = all.split('\n---\n\n');
  for (const path of packages) {
    const {name} = JSON.parse(readFileSync(join(root, path, 'package.json'), 'utf8'));
    const section = sections.find(text => text.split('\n')[0]?.split(', ').includes(name));
    expect(section, name).toMatch(/copyright/i);
    expect(section?.length, name).toBeGreaterThan(500);
    const texts = readdirSync(join(root, path)).filter(file =>
      /^(?:licen[cs]e|notice)/i.test(file),
    );
    for (const text of texts) {
      expect(section, `${name}: ${text}`).toContain(
        readFileSync(join(root, path, text), 'utf8').trim(),
      );
    }
  }
});

it('includes the MIT license for yoga-layout, which ships no license text', () => {
  const all = readFileSync(join(folder, 'dist/LICENSES.txt'), 'utf8');
  expect(all).toMatch(
    /^yoga-layout\n\nMIT License\n\nCopyright \(c\) (?:Facebook|Meta Platforms), Inc\. and .*affiliates\.\n\nPermission is hereby granted/m,
  );
});
