// Bundles the program into dist/: ESM, split so that each command loads what it needs.
import {mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {build} from 'esbuild';

const root = dirname(fileURLToPath(import.meta.url));
const {version} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));

/**
 * Modules that a dependency imports and that never run here; an empty one stands in their place:
 * Ink's bridge to React's developer tools (only with DEV=true).
 * Of conf: its schema validator (ours are checked with valibot: 12 ms of every `check`, 55 kB), the
 * semver of its migrations, and env-paths (the folder is named; it throws where there is no home).
 * And one that must not run: `when-exit` sends every signal to the process a second time, and the
 * second Ctrl-C ends the program at once, with nothing told and nothing noted.
 */
const neverRun = {
  name: 'never-run',
  setup(build) {
    const filter =
      /^(react-devtools-core|ws|ajv\/dist\/2020\.js|ajv-formats|semver|env-paths|when-exit)$/;
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
 * Yoga's WebAssembly as a file beside the bundle: as base64 text it hardly compresses, and Yoga
 * would `fetch` it from there, for which Node loads the whole of its HTTP client.
 */
const wasmFile = {
  name: 'wasm-file',
  setup(build) {
    build.onLoad({filter: /yoga-wasm-base64-esm\.js$/}, async ({path}) => {
      const source = await readFile(path, 'utf8');
      const [, base64] = /["'](?:data:[a-z/-]+;base64,)?(AGFzbQ[A-Za-z0-9+/=]+)["']/.exec(source);
      await writeFile(join(root, 'dist/yoga.wasm'), Buffer.from(base64, 'base64'));
      const contents = `import {readFileSync} from 'node:fs';
        ${source.replace(base64, '').replace(/export default (\w+)/, 'const make = $1')}
        const wasmBinary = readFileSync(new URL('./yoga.wasm', import.meta.url));
        export default () => make({wasmBinary});`;
      return {contents, loader: 'js'};
    });
  },
};

/** A dependency's file with changes, each of which has to find its place. */
function changed(build, filter, ...changes) {
  build.onLoad({filter}, async ({path}) => {
    let contents = await readFile(path, 'utf8');
    for (const [from, to] of changes) {
      if (!from.test(contents)) throw new Error(`${path} has no ${from}`);
      contents = contents.replace(from, to);
    }
    return {contents, loader: 'js'};
  });
}

/**
 * Most cells of a frame look like the one before, and most lines like those of the last frame: Ink
 * compares all and takes all apart anew, which is half of its time.
 */
const fasterFrames = {
  name: 'faster-frames',
  setup(build) {
    changed(build, /ansi-tokenize\/build\/styledChars\.js$/, [
      /styles: \[\.\.\.codes\]/,
      'styles: codes',
    ]);
    changed(build, /ansi-tokenize\/build\/diff\.js$/, [
      /export function diffAnsiCodes\(from, to\) \{/,
      '$& if (from === to || from.length + to.length === 0) return [];',
    ]);
    changed(build, /ansi-tokenize\/build\/ansiCodes\.js$/, [
      /export function ansiCodesToString\((\w+)\) \{/,
      "$& if ($1.length === 0) return '';",
    ]);
    changed(
      build,
      /ink\/build\/output\.js$/,
      [/row\.push\((\{[^}]*\})\)/, 'row.push(emptyCell)'],
      [
        /export default class Output/,
        `const emptyCell = {type: 'char', value: ' ', fullWidth: false, styles: []};\n$&`,
      ],
      [/caches = new OutputCaches\(\)/, 'caches = kept()'],
      [
        /export default class Output/,
        `let caches = new OutputCaches();
        function kept() {
          if (caches.styledChars.size + caches.widths.size > 5_000) caches = new OutputCaches();
          return caches;
        }
        $&`,
      ],
    );
  },
};

/**
 * Unicode's tables, where a text has something that asks for them. Loading those of Intl.Segmenter
 * and of emoji takes 60 ms, as long as Node's own start; the pattern of all emoji alone takes 25 ms
 * to read.
 */
const lateTables = {
  name: 'late-tables',
  setup(build) {
    const narrow = JSON.stringify(join(root, 'src/text/graphemes.ts'));
    const ours = `import {isSingleWidth, graphemesOf} from ${narrow};\nimport `;
    const byGrapheme = /new Intl\.Segmenter\(undefined, ?\{ ?granularity: ['"]grapheme['"] ?\}\)/;
    changed(
      build,
      /string-width\/index\.js$/,
      [/import /, ours],
      [/new Intl\.Segmenter\(\)/, '{segment: graphemesOf}'],
      [/\/\^\[\\u0020-\\u007E\]\*\$\/\.test\(string\)/, 'isSingleWidth(string)'],
      [
        /const rgiEmojiRegex = ([^;]+);/,
        'let allEmoji; const rgiEmojiRegex = {test: text => (allEmoji ??= $1).test(text)};',
      ],
    );
    changed(
      build,
      /ansi-tokenize\/build\/tokenize\.js$/,
      [/import /, ours],
      [byGrapheme, '{segment: graphemesOf}'],
    );
    changed(build, /slice-ansi\/tokenize-ansi\.js$/, [
      byGrapheme,
      '{segment: text => new Intl.Segmenter().segment(text)}',
    ]);
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
const program = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  target: 'node20.19',
  minify: true,
  define: {
    'process.env.NODE_ENV': '"production"',
    'process.env.DEV': '"false"',
    __VERSION__: JSON.stringify(version),
  },
};
const {metafile} = await build({
  ...program,
  entryPoints: ['src/cli.ts'],
  outdir: 'dist',
  splitting: true,
  format: 'esm',
  jsx: 'automatic',
  // Some packages' CommonJS twin can't be bundled (jsonc-parser's is UMD).
  mainFields: ['module', 'main'],
  legalComments: 'none',
  metafile: true,
  chunkNames: '[name]-[hash]',
  banner: {
    js: "import {createRequire as makeRequire} from 'node:module'; const require = makeRequire(import.meta.url);",
  },
  plugins: [neverRun, wasmFile, lateTables, fasterFrames, leaner],
});
await writeFile(join(root, 'dist', 'LICENSES.txt'), await licenses(Object.keys(metafile.inputs)));
// Blueprints name its address as their `$schema`, so that editors check and complete them.
await writeFile(join(root, 'dist', 'blueprint.schema.json'), await blueprintSchema());
if (process.argv.includes('--metafile')) {
  await writeFile(join(root, 'dist', 'meta.json'), JSON.stringify(metafile));
}

/** Made from the schema that reads blueprints. */
async function blueprintSchema() {
  const {
    outputFiles: [{text}],
  } = await build({
    absWorkingDir: root,
    entryPoints: ['src/commands/exporters/blueprint.ts'],
    bundle: true,
    platform: 'node',
    format: 'esm',
    write: false,
  });
  const module = `data:text/javascript;base64,${Buffer.from(text).toString('base64')}`;
  return (await import(module)).blueprintJsonSchema();
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
