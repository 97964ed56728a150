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
 * checked with valibot: 100 ms of every start) and its migrations' semver; undici's HTTP/2 and
 * SOCKS, and the SIMD twin of its parser (it takes the plain one where that fails to load). And
 * one that must not run: conf's `when-exit` sends every signal to the process a second time, and
 * the second Ctrl-C ends the program at once, with nothing told and nothing noted.
 */
const neverRun = {
  name: 'never-run',
  setup(build) {
    const filter =
      /^(react-devtools-core|ws|ajv\/dist\/2020\.js|ajv-formats|semver|when-exit)$|llhttp_simd-wasm\.js$|(client-h2|socks5-proxy-agent)(\.js)?$/;
    build.onResolve({filter}, ({path}) => ({path, namespace: 'never-run'}));
    // Ink's own half of that bridge is imported where it is used: left outside, it is no file.
    build.onResolve({filter: /^\.\/devtools\.js$/}, ({path}) => ({path, external: true}));
    build.onLoad({filter: /.*/, namespace: 'never-run'}, ({path}) => ({
      contents: path.endsWith('wasm.js')
        ? 'module.exports = new Uint8Array();'
        : 'export default () => {}; export const Ajv2020 = undefined;',
      loader: 'js',
    }));
  },
};

/**
 * Of undici only what sends requests by a proxy: the rest is three times as large. Its index would
 * give dispatchers their `connect`, by which a proxy is asked for a tunnel.
 */
const proxyAlone = {
  name: 'proxy-alone',
  setup(build) {
    build.onResolve({filter: /^undici$/}, () => ({path: 'undici', namespace: 'proxy-alone'}));
    build.onLoad({filter: /.*/, namespace: 'proxy-alone'}, () => ({
      contents: `
        import connect from 'undici/lib/api/api-connect.js';
        import Dispatcher from 'undici/lib/dispatcher/dispatcher.js';
        Dispatcher.prototype.connect = connect;
        export {default as EnvHttpProxyAgent} from 'undici/lib/dispatcher/env-http-proxy-agent.js';
        export {setGlobalDispatcher} from 'undici/lib/global.js';`,
      loader: 'js',
      resolveDir: root,
    }));
  },
};

/**
 * WebAssembly as files beside the bundle: as base64 text it hardly compresses, and the download
 * would be 15 kB larger.
 */
const wasmFiles = {
  name: 'wasm-files',
  setup(build) {
    const beside =
      (name, text) =>
      async ({path}) => {
        const source = await readFile(path, 'utf8');
        const [, quote, base64] = /(["'])(?:data:[a-z/-]+;base64,)?(AGFzbQ[A-Za-z0-9+/=]+)\1/.exec(
          source,
        );
        await writeFile(join(root, 'dist', name), Buffer.from(base64, 'base64'));
        return {contents: text(source, quote, base64), loader: 'js'};
      };
    build.onLoad(
      {filter: /yoga-wasm-base64-esm\.js$/},
      beside(
        'yoga.wasm',
        (source, quote, base64) =>
          `import {readFileSync} from 'node:fs';
          ${source.replace(base64, `${quote} + readFileSync(new URL('./yoga.wasm', import.meta.url), 'base64') + ${quote}`)}`,
      ),
    );
    build.onLoad(
      {filter: /llhttp-wasm\.js$/},
      beside(
        'llhttp.wasm',
        () => "module.exports = require('node:fs').readFileSync(require.resolve('./llhttp.wasm'));",
      ),
    );
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
  plugins: [neverRun, proxyAlone, wasmFiles],
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
