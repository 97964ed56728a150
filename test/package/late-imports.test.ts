import {readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {afterAll, beforeAll, expect, it} from 'vitest';
import {buildPackage} from './support/build.js';

interface Output {
  readonly imports: readonly {readonly path: string; readonly kind: string}[];
  readonly inputs: Readonly<Record<string, {readonly bytesInOutput: number}>>;
}

let folder: string;
let outputs: Readonly<Record<string, Output>>;

beforeAll(() => {
  folder = buildPackage();
  outputs = JSON.parse(readFileSync(join(folder, 'dist/meta.json'), 'utf8')).outputs;
});

afterAll(() => rmSync(folder, {recursive: true, force: true}));

/** The files that are loaded with one, without what it imports later. */
function loadedWith(file: string): ReadonlySet<string> {
  const loaded = new Set([file]);
  for (const each of loaded) {
    for (const {path, kind} of outputs[each]?.imports ?? []) {
      if (kind === 'import-statement' && path in outputs) loaded.add(path);
    }
  }
  return loaded;
}

/** The packages, and the folders of `src`, that something in these files comes from. */
function contentOf(files: ReadonlySet<string>): readonly string[] {
  const inputs = [...files].flatMap(file => Object.entries(outputs[file]?.inputs ?? {}));
  const names = inputs.flatMap(([path, {bytesInOutput}]) =>
    bytesInOutput > 0
      ? (/(?:.*node_modules\/((?:@[^/]+\/)?[^/]+)|(src\/[^/]+)\/)/.exec(path)?.slice(1) ?? [])
      : [],
  );
  return [...new Set(names.filter(name => name !== undefined))];
}

function outputNamed(name: string): string {
  const found = Object.keys(outputs).find(path => path.startsWith(`dist/${name}`));
  if (found === undefined) throw new Error(`There is no ${name} in ${Object.keys(outputs)}.`);
  return found;
}

it('help and the opening line load neither Ink nor what reaches a tenant', () => {
  const content = contentOf(loadedWith(outputNamed('cli.js')));
  expect(content).toContain('src/commands');
  for (const late of ['auth0', 'conf', 'hono', 'ink', 'jose', 'jsonc-parser', 'react', 'valibot']) {
    expect(content).not.toContain(late);
  }
  for (const late of ['src/auth0', 'src/engine', 'src/steps']) expect(content).not.toContain(late);
});

it('the wizard’s first frame loads neither the SDK nor the settings', () => {
  const content = contentOf(loadedWith(outputNamed('open-wizard')));
  expect(content).toContain('ink');
  for (const late of ['auth0', 'conf', 'hono', 'jsonc-parser', 'open']) {
    expect(content).not.toContain(late);
  }
});

it('the commands load neither Ink nor the demo tenant', () => {
  const content = contentOf(loadedWith(outputNamed('lazy')));
  expect(content).toContain('auth0');
  for (const late of ['hono', 'ink', 'react', 'src/ui']) expect(content).not.toContain(late);
});

it('the package has at most 19 files', () => {
  // `meta.json` is for this test alone; the others are in bin, README, LICENSE and package.json.
  const built = readdirSync(join(folder, 'dist')).filter(name => name !== 'meta.json');
  expect(built.length + 5).toBeLessThanOrEqual(19);
});
