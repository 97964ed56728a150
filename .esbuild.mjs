// Bundles the program into dist/: ESM, split so that each command loads what it needs.
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {minify, parse, print} from '@swc/core';
import {build} from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const {version} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

// What is done to dependencies beyond bundling them, and what it gains (CPU time, Node 20.20).

/**
 * Modules that never run here, or must not: Ink's way to React's developer tools, which are not
 * installed; its picture of an error, which cites the source (of a bundle: one line of all) on a
 * screen that is about to be given back (2 kB of the package), while `cli` tells the error; and
 * `restore-cursor`, which writes to the terminal once more after it was given back, with the cursor
 * long shown. Of conf: its schema validator (ours are checked with valibot: 12 ms of every `check`,
 * 55 kB), the semver of its migrations, env-paths (the folder is named; it throws where there is no
 * home), and `when-exit`, which sends every signal to the process a second time: the second Ctrl-C
 * ends the program at once, with nothing told and nothing noted. Of `open`: what finds a browser by
 * its name (2 kB). Of the SDK: what its clients reach besides what is called (4 kB).
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

/** One version for all of the package that Ink's packages bring in two (1 kB of the package). */
const oneVersion = {
  name: 'one-version',
  setup(build) {
    build.onResolve({filter: /^#?ansi-styles$/}, () => ({
      path: join(root, 'node_modules/ansi-styles/index.js'),
    }));
  },
};

/**
 * What Ink tells React's reconciler of its host once and for all: that it hydrates nothing, say.
 * Known here, the code for the contrary falls away (4 kB of the package).
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
      // The parser tells variables of one name apart by their context.
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

/** The same tree with other values in place of variables; where these are declared stays. */
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
 * Yoga's WebAssembly as a file: as base64 text it hardly compresses (25 kB of the package), and
 * Yoga would `fetch` it from there, for which Node loads its HTTP client (20 to 27 ms of a start).
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
 * Unicode's tables, read where a text asks for them: that of graphemes takes 16 ms (`LateSegmenter`
 * is put in place of `Intl.Segmenter` below), that of emoji 35 ms.
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

/** Rows of a frame that stay as they are: 60 % of a key press in a list, 10 ms of the first frame. */
const cachedRows = {
  name: 'cached-rows',
  setup(build) {
    build.onResolve({filter: /^\.\/output\.js$/}, ({importer, resolveDir}) =>
      importer.endsWith('ink/build/renderer.js')
        ? {path: 'output', namespace: 'cached-rows', pluginData: join(resolveDir, 'output.js')}
        : undefined,
    );
    build.onLoad({filter: /.*/, namespace: 'cached-rows'}, ({pluginData}) => ({
      contents: `import {cachedOutput} from ${JSON.stringify(join(root, 'src/ui/cached-output.ts'))};
        import InkOutput from ${JSON.stringify(pluginData)};
        export default cachedOutput(InkOutput);`,
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
// Blueprints name its address as their `$schema`, so that editors check and complete them.
const schema = await blueprintSchema();
await writeFile(join(root, 'dist/blueprint.schema.json'), schema);

/** The schema's own maker is not in the package: what it makes is (3 kB). */
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
  // Some packages' CommonJS twin can't be bundled (jsonc-parser's is UMD).
  mainFields: ['module', 'main'],
  legalComments: 'none',
  metafile: true,
  chunkNames: '[name]-[hash]',
  banner: {
    js: "import {createRequire as makeRequire} from 'node:module'; const require = makeRequire(import.meta.url);",
  },
  define: {
    'process.env.NODE_ENV': '"production"',
    // Ink would look for React's developer tools, and say how to install them.
    'process.env.DEV': '"false"',
    'Intl.Segmenter': 'LateSegmenter',
    __VERSION__: JSON.stringify(version),
  },
  inject: ['src/text/graphemes.ts'],
  plugins: [neverRun, oneVersion, knownHost, yogaFile, lateEmoji, cachedRows, madeSchema],
});
// What esbuild makes small, swc makes smaller: 11 kB of the package.
for (const file of Object.keys(metafile.outputs)) {
  const source = await readFile(join(root, file), 'utf8');
  const {code} = await minify(source, {module: true, compress: true, mangle: true});
  await writeFile(join(root, file), code);
}
await writeFile(join(root, 'dist/LICENSES.txt'), await licenses(Object.keys(metafile.inputs)));
if (process.argv.includes('--metafile')) {
  await writeFile(join(root, 'dist/meta.json'), JSON.stringify(metafile));
}

/** Made from the schema that reads blueprints. */
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

/** The licenses and notices of the packages that the bundle contains, each text once. */
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

/** Of a package that ships no license (yoga-layout): its own line of copyright, and MIT's text. */
async function mitOf(license, files) {
  for (const file of files) {
    const source = await readFile(join(root, file), 'utf8');
    const [line] = /Copyright \(c\) .*(?=\n)/.exec(source) ?? [];
    if (license === 'MIT' && line !== undefined) return `MIT License\n\n${line}\n\n${mit}`;
  }
  throw new Error(`${files[0]} belongs to a package without a license text`);
}
