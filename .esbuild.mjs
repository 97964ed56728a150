// Bundles the program into dist/: ESM, split so that each command loads what it needs.
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const {version} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

/**
 * Modules that a dependency imports and that never run here; an empty one stands in their place:
 * Ink's bridge to React's developer tools (only with DEV=true); conf's schema validator (ours are
 * checked with valibot: 100 ms of every start) and its migrations' semver. And one that must not
 * run: conf's `when-exit` sends every signal to the process a second time, and the second Ctrl-C
 * ends the program at once, with nothing told and nothing noted.
 */
const neverRun = {
  name: 'never-run',
  setup(build) {
    const filter = /^(react-devtools-core|ws|ajv\/dist\/2020\.js|ajv-formats|semver|when-exit)$/;
    build.onResolve({filter}, ({path}) => ({path, namespace: 'never-run'}));
    // Ink's own half of that bridge is imported where it is used: left outside, it is no file.
    build.onResolve({filter: /^\.\/devtools\.js$/}, ({path}) => ({path, external: true}));
    build.onLoad({filter: /.*/, namespace: 'never-run'}, () => ({
      contents: 'export default () => {}; export const Ajv2020 = undefined;',
      loader: 'js',
    }));
  },
};

/**
 * Yoga's WebAssembly as a file beside the bundle: as base64 text it hardly compresses, and the
 * download would be 10 kB larger.
 */
const wasmFile = {
  name: 'wasm-file',
  setup(build) {
    build.onLoad({filter: /yoga-wasm-base64-esm\.js$/}, async ({path}) => {
      const source = await readFile(path, 'utf8');
      const [, quote, base64] = /(["'])(?:data:[a-z/-]+;base64,)?(AGFzbQ[A-Za-z0-9+/=]+)\1/.exec(
        source,
      );
      await writeFile(join(root, 'dist/yoga.wasm'), Buffer.from(base64, 'base64'));
      const read = "readFileSync(new URL('./yoga.wasm', import.meta.url), 'base64')";
      return {
        contents: `import {readFileSync} from 'node:fs';
          ${source.replace(base64, `${quote} + ${read} + ${quote}`)}`,
        loader: 'js',
      };
    });
  },
};

/**
 * What Ink never uses, left out: React asks its host at run time what it can do, and Ink's answers
 * are known here; one of two string-widths; the ways into parts of Auth0 that are none of ours.
 */
const leaner = {
  name: 'leaner',
  setup(build) {
    build.onLoad({filter: /react-reconciler\.production\.js$/}, async ({path}) => {
      const source = await readFile(path, 'utf8');
      const cannot =
        /(?<!\$\$\$config\.)\bsupports(?:Hydration|Persistence|Resources|Singletons|TestSelectors)\b(?! = \$\$\$config)/g;
      return {contents: source.replaceAll(cannot, 'false'), loader: 'js'};
    });
    build.onResolve({filter: /^string-width$/}, () => ({
      path: join(root, 'node_modules/string-width/index.js'),
    }));
    // The SDK then takes its own: loading Node's costs every command 30 ms, and 6 MB.
    build.onLoad({filter: /auth0.*fetcher\/Headers\.mjs$/}, async ({path}) => ({
      contents: (await readFile(path, 'utf8')).replaceAll('globalThis.Headers', 'undefined'),
      loader: 'js',
    }));
    const parts =
      /^\.\.\/resources\/(?:credentials|connections|organizations)\/client\/Client\.mjs$/;
    build.onResolve({filter: parts}, ({path}) => ({path, namespace: 'unused-part'}));
    build.onLoad({filter: /.*/, namespace: 'unused-part'}, () => ({
      contents: `export class CredentialsClient {}
        export class ConnectionsClient {}
        export class OrganizationsClient {}`,
    }));
  },
};

await rm(join(root, 'dist'), {recursive: true, force: true});
await mkdir(join(root, 'dist'));
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
  // Some packages' CommonJS twin can't be bundled (jsonc-parser's is UMD).
  mainFields: ['module', 'main'],
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
  plugins: [neverRun, wasmFile, leaner],
});
await writeFile(join(root, 'dist', 'LICENSES.txt'), await licences(Object.keys(metafile.inputs)));
for (const [name, text] of Object.entries(await packageFiles())) {
  await writeFile(join(root, 'dist', name), text);
}
if (process.argv.includes('--metafile')) {
  await writeFile(join(root, 'dist', 'meta.json'), JSON.stringify(metafile));
}

/** What the program's own tables and schemas give: the manual page, the blueprint's JSON Schema. */
async function packageFiles() {
  const {
    outputFiles: [{text}],
  } = await build({
    absWorkingDir: root,
    entryPoints: ['src/commands/package-files.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const module = `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`;
  return (await import(module)).packageFiles(version);
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
