// Bundles the program into dist/: ESM, split so that each command loads what it needs.
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {minify} from '@swc/core';
import {build} from 'esbuild';
import {tsImport} from 'tsx/esm/api';
import {licensesOf} from './.licenses.mjs';

const root = import.meta.dirname;
const {version} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

// The plugins below change dependencies. Each says what a user would see without it, or what it
// saves: package size, or CPU time of the first frame on Node 20.20.

/**
 * Leaves out modules that never run here, or must not run:
 * - Ink: the error overview, which quotes the bundle's one line on a screen that is about to close
 *   (2.4 kB); `cli` prints the error instead. `restore-cursor` writes to the terminal after Ink has
 *   restored it.
 * - conf: its schema validator (settings are checked with valibot; 40 kB, 12 ms per `check`), and
 *   semver for migrations that we don't have (8 kB). `env-paths` throws without a home folder,
 *   although the folder is given. `when-exit` sends every signal to the process again, so one
 *   Ctrl-C would count as two and end it before anything is reported or journaled.
 */
const leftOut = {
  name: 'left-out',
  setup({onResolve, onLoad}) {
    const filter =
      /^(?:\.\/ErrorOverview\.js|restore-cursor|ajv\/dist\/2020\.js|ajv-formats|semver|env-paths|when-exit)$/;
    onResolve({filter}, ({path}) => ({path, namespace: 'left-out'}));
    // CommonJS, so that any name can be imported from it.
    onLoad({filter: /.*/, namespace: 'left-out'}, () => ({
      contents: 'module.exports = () => null',
    }));
  },
};

/** A plugin that changes the source of one module. */
function patch(filter, change) {
  return {
    name: String(filter),
    setup({onLoad}) {
      onLoad({filter}, async ({path}) => ({contents: await change(await readFile(path, 'utf8'))}));
    },
  };
}

/**
 * Ships Yoga's WebAssembly as a file. As base64 it compresses badly (11 kB), and Yoga would `fetch`
 * the data URL, for which Node loads its HTTP client (20 to 27 ms).
 */
const yogaFile = patch(/yoga-wasm-base64-esm\.js$/, async source => {
  const [, base64] = /["'](?:data:[a-z/-]+;base64,)?(AGFzbQ[A-Za-z0-9+/=]+)["']/.exec(source);
  await writeFile(join(root, 'dist/yoga.wasm'), Buffer.from(base64, 'base64'));
  return `import {readFileSync} from 'node:fs';
    ${source.replace(base64, '').replace(/export default (\w+)/, 'const make = $1')}
    const wasmBinary = readFileSync(new URL('./yoga.wasm', import.meta.url));
    export default () => make({wasmBinary});`;
});

/** Lets the SDK use its own headers: Node's would load `fetch` (14 ms and 4 MB of each command). */
const ownHeaders = patch(/auth0[\\/].*[\\/]fetcher[\\/]Headers\.mjs$/, source =>
  source.replaceAll('globalThis.Headers', 'undefined'),
);

/** Reuses unchanged rows of a frame: saves 60 % of a key press in a list, 25 ms of the first frame. */
const cachedRows = patch(
  /ink[\\/]build[\\/]output\.js$/,
  source => `import {createCachedOutput} from ${JSON.stringify(join(root, 'src/ui/cached-output.ts'))};
    ${source.replace('export default class Output', 'class Output')}
    export default createCachedOutput(Output);`,
);

/**
 * Loads Unicode tables only when a text needs them (50 ms): those of emoji with `string-width`, which
 * esbuild runs on the first call because it is required; those of graphemes in `LateSegmenter` below.
 */
const lateUnicode = {
  name: 'late-unicode',
  setup({onResolve, onLoad}) {
    const ours = join(root, 'src/ui/string-width.ts');
    onResolve({filter: /^string-width$/}, ({importer, kind}) => {
      if (kind === 'require-call') return null;
      return importer === ours ? {path: 'wide', namespace: 'late-unicode'} : {path: ours};
    });
    onLoad({filter: /.*/, namespace: 'late-unicode'}, () => ({
      contents: `export default (...given) => require('string-width').default(...given);`,
      resolveDir: root,
    }));
  },
};

// Generated from the valibot schema that blueprints are read with. Blueprints name its address as
// their `$schema`, so that editors can check them.
const {blueprintJsonSchema} = await tsImport(
  './src/commands/exporters/blueprint-schema.ts',
  import.meta.url,
);
const schema = blueprintJsonSchema();

/** Bundles the generated schema instead of its generator (2.8 kB). */
const madeSchema = patch(
  /exporters[\\/]blueprint-schema\.ts$/,
  () => `export const blueprintJsonSchema = () => ${JSON.stringify(schema)};`,
);

await rm(join(root, 'dist'), {recursive: true, force: true});
await mkdir(join(root, 'dist'));
await writeFile(join(root, 'dist/blueprint.schema.json'), schema);
const {metafile} = await build({
  absWorkingDir: root,
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  format: 'esm',
  splitting: true,
  minify: true,
  jsx: 'automatic',
  // The CommonJS builds of some packages can't be bundled (jsonc-parser's is UMD).
  mainFields: ['module', 'main'],
  // Ink's connection to React's developer tools, which it opens only where they are installed.
  external: ['*/devtools.js'],
  legalComments: 'none',
  metafile: true,
  chunkNames: '[name]-[hash]',
  banner: {
    // For CommonJS dependencies; dropped where there are none.
    js: "import {createRequire} from 'node:module'; const require = /* @__PURE__ */ createRequire(import.meta.url);",
  },
  define: {
    'process.env.NODE_ENV': '"production"',
    'Intl.Segmenter': 'LateSegmenter',
    __VERSION__: JSON.stringify(version),
  },
  inject: ['src/text/graphemes.ts'],
  plugins: [leftOut, yogaFile, lateUnicode, ownHeaders, cachedRows, madeSchema],
});
// swc shrinks esbuild's output by another 15 kB.
for (const file of Object.keys(metafile.outputs)) {
  const source = await readFile(join(root, file), 'utf8');
  const options = {module: true, ecma: 2022, compress: {passes: 2, unsafe: true}, mangle: true};
  await writeFile(join(root, file), (await minify(source, options)).code);
}
const licenses = await licensesOf(root, Object.keys(metafile.inputs));
await writeFile(join(root, 'dist/LICENSES.txt'), licenses);
if (process.argv.includes('--metafile')) {
  await writeFile(join(root, 'dist/meta.json'), JSON.stringify(metafile));
}
