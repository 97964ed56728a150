// Bundles the program into dist/: ESM, split so that each command loads what it needs.
import {readFile, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const {version} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

/**
 * Packages that a dependency imports and that never run here: Ink's bridge to React's developer
 * tools (only with DEV=true), and the schema validator that conf starts only for a schema of its
 * own (ours are checked with valibot). An empty module in their place saves 100 ms of every start.
 */
const neverRun = {
  name: 'never-run',
  setup(build) {
    const filter = /^(react-devtools-core|ajv\/dist\/2020\.js|ajv-formats)$/;
    build.onResolve({filter}, ({path}) => ({path, namespace: 'never-run'}));
    build.onLoad({filter: /.*/, namespace: 'never-run'}, () => ({
      contents: 'export default {}; export const Ajv2020 = undefined;',
      loader: 'js',
    }));
  },
};

await rm(join(root, 'dist'), {recursive: true, force: true});
const {metafile} = await build({
  absWorkingDir: root,
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  jsx: 'automatic',
  minify: true,
  legalComments: 'none',
  metafile: true,
  chunkNames: '[name]-[hash]',
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    __VERSION__: JSON.stringify(version),
  },
  banner: {
    js: "import {createRequire as makeRequire} from 'node:module'; const require = makeRequire(import.meta.url);",
  },
  plugins: [neverRun],
});
await writeFile(join(root, 'dist', 'LICENSES.txt'), await licences(Object.keys(metafile.inputs)));
if (process.argv.includes('--metafile')) {
  await writeFile(join(root, 'dist', 'meta.json'), JSON.stringify(metafile));
}

/** The licences of the packages that the bundle contains, each text once. */
async function licences(inputs) {
  const folders = new Set(
    inputs.flatMap(input => /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []),
  );
  const byText = new Map();
  for (const folder of [...folders].sort()) {
    const {name, license} = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    const text = (await licenceText(join(root, folder))) ?? `Licence: ${license}`;
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  return [...byText].map(([text, names]) => `${names.join(', ')}\n\n${text}\n`).join('\n---\n\n');
}

async function licenceText(folder) {
  for (const name of ['LICENSE', 'LICENSE.md', 'LICENCE', 'license', 'LICENSE.txt', 'license.md']) {
    const text = await readFile(join(folder, name), 'utf8').catch(() => undefined);
    if (text !== undefined) return text.trim();
  }
  return undefined;
}
