import {readdirSync, readFileSync} from 'node:fs';
import {dirname, join, relative, resolve} from 'node:path';
import {expect, it} from 'vitest';

const src = resolve(import.meta.dirname, '../src');

/** The other layers that each layer may import; dependencies point one way. */
const layers: Readonly<Record<string, readonly string[]>> = {
  text: [],
  model: ['text'],
  engine: ['text', 'model'],
  scenario: ['text', 'model', 'engine'],
  steps: ['text', 'model', 'engine', 'scenario'],
  wizard: ['text', 'model', 'engine', 'scenario', 'steps'],
  ui: ['text', 'model', 'engine', 'scenario', 'steps', 'wizard'],
  auth0: ['text', 'model', 'engine'],
  emulator: ['text'],
  commands: ['text', 'model', 'engine', 'scenario', 'steps', 'wizard', 'ui', 'auth0', 'emulator'],
  'cli.ts': ['text', 'model', 'engine', 'commands'],
};

/** Packages that only one layer may import; `ink` and `react` belong to the view. */
const owners: Readonly<Record<string, string>> = {
  auth0: 'auth0',
  ink: 'ui',
  react: 'ui',
  hono: 'emulator',
  conf: 'commands',
};

const importedFrom = /(?:from|import)\s*\(?\s*['"]([^'"]+)['"]/g;

it('imports point one way, and each package has one owner', () => {
  const files = readdirSync(src, {recursive: true, encoding: 'utf8'}).filter(file =>
    /\.tsx?$/.test(file),
  );
  const wrong = files.flatMap(file =>
    readFileSync(join(src, file), 'utf8')
      .split('\n')
      .flatMap((line, index) =>
        [...line.matchAll(importedFrom)].flatMap(([, specifier = '']) => {
          const fault = faultOf(file, specifier);
          return fault === undefined ? [] : [`src/${file}:${index + 1} ${fault}`];
        }),
      ),
  );
  expect(wrong).toEqual([]);
});

function faultOf(file: string, specifier: string): string | undefined {
  const layer = layerOf(file);
  if (!specifier.startsWith('.')) {
    const name = specifier.split('/')[0] ?? '';
    const owner = owners[name === '@hono' ? 'hono' : name];
    return owner === undefined || owner === layer
      ? undefined
      : `imports ${specifier}: it belongs to ${owner}`;
  }
  const target = layerOf(relative(src, join(src, dirname(file), specifier)));
  const allowed = target === layer || layers[layer]?.includes(target);
  return allowed ? undefined : `imports ${specifier}: ${layer} knows nothing of ${target}`;
}

function layerOf(file: string): string {
  return file.split('/')[0] ?? file;
}
