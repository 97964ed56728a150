// Bundles the program into dist/: ESM, split so that each command loads what it needs.
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {minify, parse, print} from '@swc/core';
import {build} from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const {version} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

// The plugins below change dependencies. Each names what it saves: package size, or CPU time on
// Node 20.20.

/**
 * Replaces modules that never run here, or must not run:
 * - Ink: React's developer tools (not installed), and the error overview, which quotes the one-line
 *   bundle on a screen that is about to close (2 kB); `cli` prints the error instead.
 *   `restore-cursor` writes to the terminal after Ink has already restored it.
 * - conf: its schema validator (settings are checked with valibot; 12 ms per `check`, 55 kB), semver
 *   for migrations we don't have, and env-paths (the folder is given; it throws without a home
 *   folder). `when-exit` re-sends every signal to the process, so one Ctrl-C would count as two and
 *   exit before anything is reported or recorded in the journal.
 * - open: finding a browser by name (2 kB).
 * - auth0 SDK: sub-clients that are never called (4 kB).
 */
const neverRun = {
  name: 'never-run',
  setup(build) {
    const nothing = ({path}) => ({path, namespace: 'never-run'});
    build.onResolve({filter: /^\.\/devtools\.js$/}, ({path}) => ({path, external: true}));
    build.onResolve(
      {
        filter:
          /^(?:restore-cursor|ajv\/dist\/2020\.js|ajv-formats|semver|env-paths|when-exit|default-browser)$/,
      },
      nothing,
    );
    build.onResolve({filter: /^\.\/ErrorOverview\.js$/}, nothing);
    build.onResolve(
      {filter: /^\.\.\/resources\/(?:connections|credentials|organizations)\/client\/Client\.mjs$/},
      nothing,
    );
    build.onLoad({filter: /.*/, namespace: 'never-run'}, () => ({
      contents: `const nothing = () => null;
        export {
          nothing as default,
          nothing as Ajv2020,
          nothing as _windowsBrowserProgIdMap,
          nothing as ConnectionsClient,
          nothing as CredentialsClient,
          nothing as OrganizationsClient,
        };`,
    }));
  },
};

/** Ink's dependencies bring two versions of ansi-styles; bundle one (1 kB). */
const oneVersion = {
  name: 'one-version',
  setup(build) {
    build.onResolve({filter: /^#?ansi-styles$/}, () => ({
      path: join(root, 'node_modules/ansi-styles/index.js'),
    }));
  },
};

/**
 * Inlines the constants that Ink passes to React's reconciler, such as "no hydration", so that the
 * minifier can drop the unused branches (4 kB).
 */
const knownHost = {
  name: 'known-host',
  setup(build) {
    build.onLoad({filter: /react-reconciler\.production\.js$/}, async ({path}) => {
      const host = await parsed(join(root, 'node_modules/ink/build/reconciler.js'));
      const [config] = declarations(host).filter(({id}) => id.value === 'hostConfig');
      const told = new Map(config.init.properties.map(({key, value}) => [key.value, value]));
      const reconciler = await parsed(path);
      const known = declarations(reconciler).flatMap(({id, init}) => {
        if (init?.object?.value !== '$$$config') return [];
        const value = told.get(init.property.value);
        if (told.has(init.property.value) && value?.type !== 'BooleanLiteral') return [];
        return [{id, value: value ?? absent}];
      });
      // swc distinguishes variables of the same name by their syntax context (`ctxt`).
      const standIn = ({type, value, ctxt}) =>
        type === 'Identifier' &&
        known.find(({id}) => id.value === value && id.ctxt === ctxt)?.value;
      return {contents: (await print(replaced(reconciler, standIn))).code};
    });
  },
};

const absent = {type: 'Identifier', value: 'undefined', ctxt: 1, optional: false};

async function parsed(path) {
  return await parse(await readFile(path, 'utf8'), {syntax: 'ecmascript'});
}

function declarations(node) {
  if (typeof node !== 'object' || node === null) return [];
  const within = Object.values(node).flatMap(declarations);
  return node.type === 'VariableDeclarator' ? [node, ...within] : within;
}

/** Replaces references to variables with other nodes, and leaves their declarations alone. */
function replaced(node, standIn) {
  if (Array.isArray(node)) return node.map(each => replaced(each, standIn));
  if (typeof node !== 'object' || node === null) return node;
  const value = standIn(node);
  if (value) return {...value, span: node.span};
  const entries = Object.entries(node).map(([key, each]) => [
    key,
    key === 'id' ? each : replaced(each, standIn),
  ]);
  return Object.fromEntries(entries);
}

/**
 * Ships Yoga's WebAssembly as a file. As base64 it compresses badly (25 kB), and Yoga would `fetch`
 * the data URL, for which Node loads its HTTP client (20 to 27 ms at startup).
 */
const yogaFile = {
  name: 'yoga-file',
  setup(build) {
    build.onLoad({filter: /yoga-wasm-base64-esm\.js$/}, async ({path}) => {
      const source = await readFile(path, 'utf8');
      const [, base64] = /["'](?:data:[a-z/-]+;base64,)?(AGFzbQ[A-Za-z0-9+/=]+)["']/.exec(source);
      await writeFile(join(root, 'dist/yoga.wasm'), Buffer.from(base64, 'base64'));
      const contents = `import {readFileSync} from 'node:fs';
        ${source.replace(base64, '').replace(/export default (\w+)/, 'const make = $1')}
        const wasmBinary = readFileSync(new URL('./yoga.wasm', import.meta.url));
        export default () => make({wasmBinary});`;
      return {contents};
    });
  },
};

/**
 * Loads Unicode tables only when a text needs them: graphemes cost 16 ms (`LateSegmenter` replaces
 * `Intl.Segmenter` below), emoji 35 ms.
 */
const lateEmoji = {
  name: 'late-emoji',
  setup(build) {
    const path = join(root, 'src/ui/string-width.ts');
    build.onResolve({filter: /^string-width$/}, ({importer}) =>
      importer === path ? undefined : {path},
    );
  },
};

/**
 * Reuses unchanged rows of a frame: saves 60 % of a key press in a list, 10 ms of the first frame.
 */
const cachedRows = {
  name: 'cached-rows',
  setup(build) {
    build.onResolve({filter: /^\.\/output\.js$/}, ({importer, resolveDir}) =>
      importer.endsWith('ink/build/renderer.js')
        ? {path: 'output', namespace: 'cached-rows', pluginData: join(resolveDir, 'output.js')}
        : undefined,
    );
    build.onLoad({filter: /.*/, namespace: 'cached-rows'}, ({pluginData}) => ({
      contents: `import {createCachedOutput} from ${JSON.stringify(join(root, 'src/ui/cached-output.ts'))};
        import InkOutput from ${JSON.stringify(pluginData)};
        export default createCachedOutput(InkOutput);`,
      resolveDir: root,
    }));
  },
};

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

await rm(join(root, 'dist'), {recursive: true, force: true});
await mkdir(join(root, 'dist'));
// Blueprints name the schema's address as their `$schema`, so that editors can check them.
const schema = await blueprintSchema();
await writeFile(join(root, 'dist/blueprint.schema.json'), schema);

/** Bundles the generated schema instead of its generator (3 kB). */
const madeSchema = {
  name: 'made-schema',
  setup(build) {
    build.onLoad({filter: /exporters\/blueprint-schema\.ts$/}, () => ({
      contents: `export const blueprintJsonSchema = () => ${JSON.stringify(schema)};`,
    }));
  },
};

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
  legalComments: 'none',
  metafile: true,
  chunkNames: '[name]-[hash]',
  banner: {
    js: "import {createRequire as makeRequire} from 'node:module'; const require = makeRequire(import.meta.url);",
  },
  define: {
    'process.env.NODE_ENV': '"production"',
    // Otherwise Ink looks for React's developer tools and prints how to install them.
    'process.env.DEV': '"false"',
    'Intl.Segmenter': 'LateSegmenter',
    __VERSION__: JSON.stringify(version),
  },
  inject: ['src/text/graphemes.ts'],
  plugins: [neverRun, oneVersion, knownHost, yogaFile, lateEmoji, cachedRows, madeSchema],
});
// swc shrinks esbuild's output by another 11 kB.
for (const file of Object.keys(metafile.outputs)) {
  const source = await readFile(join(root, file), 'utf8');
  const {code} = await minify(source, {module: true, compress: true, mangle: true});
  await writeFile(join(root, file), code);
}
await writeFile(join(root, 'dist/LICENSES.txt'), await licenses(Object.keys(metafile.inputs)));
if (process.argv.includes('--metafile')) {
  await writeFile(join(root, 'dist/meta.json'), JSON.stringify(metafile));
}

/** Generated from the valibot schema that blueprints are read with. */
async function blueprintSchema() {
  const {outputFiles} = await build({
    absWorkingDir: root,
    entryPoints: ['src/commands/exporters/blueprint-schema.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const source = Buffer.from(outputFiles[0].contents).toString('base64');
  const module = await import(`data:text/javascript;base64,${source}`);
  return module.blueprintJsonSchema();
}

/**
 * The licenses and notices of all bundled packages; packages with identical texts share one entry.
 */
async function licenses(inputs) {
  const filesOf = new Map();
  for (const input of inputs) {
    const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input) ?? [];
    if (folder !== undefined) filesOf.set(folder, [...(filesOf.get(folder) ?? []), input]);
  }
  const byText = new Map();
  for (const [folder, files] of [...filesOf].sort()) {
    const {name, license} = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8'));
    const terms =
      (await textIn(folder, ['LICENSE', 'LICENCE', 'license'])) ?? (await mitOf(license, files));
    const notice = await textIn(folder, ['NOTICE', 'notice']);
    const text = notice === undefined ? terms : `${terms}\n\nNOTICE\n\n${notice}`;
    byText.set(text, [...(byText.get(text) ?? []), name]);
  }
  return [...byText].map(([text, names]) => `${names.join(', ')}\n\n${text}\n`).join('\n---\n\n');
}

async function textIn(folder, names) {
  for (const name of names.flatMap(each => [each, `${each}.md`, `${each}.txt`])) {
    const text = await readFile(join(root, folder, name), 'utf8').catch(() => undefined);
    if (text !== undefined) return text.trim();
  }
  return undefined;
}

/** yoga-layout ships no license file: use the copyright line in its source with the MIT text. */
async function mitOf(license, files) {
  for (const file of files) {
    const source = await readFile(join(root, file), 'utf8');
    const [line] = /Copyright \(c\) .*(?=\n)/.exec(source) ?? [];
    if (license === 'MIT' && line !== undefined) return `MIT License\n\n${line}\n\n${mit}`;
  }
  throw new Error(`${files[0]} belongs to a package without a license text`);
}
