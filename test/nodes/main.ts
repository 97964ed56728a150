import {spawn} from 'node:child_process';
import {existsSync} from 'node:fs';
import {mkdir, readFile} from 'node:fs/promises';
import {dirname, join} from 'node:path';
import {fileURLToPath} from 'node:url';

/*
 * `npm run test:nodes`: journeys of the built program on each Node.js that it supports, fetched
 * from the registry, and the sentence that the others get. `-- FILE …` runs those journeys,
 * `-- --all` every one.
 */

const root = fileURLToPath(new URL('../..', import.meta.url));
const cache = join(root, 'node_modules/.cache/nodes');

/** The oldest of each line that is supported, and the newest. */
const supported = ['20.19.0', '22.12.0', '22', '24', '26'];
const unsupported = ['14', '18'];

/** What differs between Nodes: keys and terminals, signals, files, child processes, TLS. */
const someJourneys = [
  'asking',
  'exit-codes',
  'fresh',
  'keychain',
  'leaving',
  'odd-names',
  'resizing',
  'suspending',
  'typing',
].map(name => `test/journeys/${name}.test.ts`);

interface Ended {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

const wanted = process.argv.slice(2);
const journeys =
  wanted.length === 0 ? someJourneys : wanted.filter(argument => argument !== '--all');
const packageName = `node-linux-${process.arch}`;

if (process.platform !== 'linux' || !['x64', 'arm64'].includes(process.arch)) {
  console.log(
    `The registry's Node.js packages are used on Linux (x64 and arm64) only, not on ${process.platform} ${process.arch}: nothing was tested.`,
  );
} else {
  for (const version of unsupported) await report(version, checkRefusal);
  for (const version of supported) await report(version, runJourneys);
}

/** One line a Node; what went wrong below it. */
async function report(version: string, test: (node: string) => Promise<Told>): Promise<void> {
  const started = performance.now();
  const node = await fetchNode(version);
  const name = (await run(node, ['--version'])).stdout.trim();
  const {fine, text, output} = await test(node);
  const seconds = ((performance.now() - started) / 1000).toFixed(0);
  console.log(`${fine ? '✔' : '✖'} Node ${name.padEnd(9)} ${text} (${seconds} s)`);
  if (fine) return;
  process.exitCode = 1;
  console.log(output);
}

interface Told {
  readonly fine: boolean;
  readonly text: string;
  readonly output: string;
}

async function runJourneys(node: string): Promise<Told> {
  const results = join(dirname(node), 'results.json');
  const {exitCode, stdout, stderr} = await run(node, [
    'node_modules/vitest/vitest.mjs',
    'run',
    '--config=.vitest.config.ts',
    '--project=journeys',
    '--reporter=dot',
    '--reporter=json',
    `--outputFile.json=${results}`,
    ...journeys,
  ]);
  const {numPassedTests = 0, numFailedTests = 0} =
    exitCode === 0 ? JSON.parse(await readFile(results, 'utf8')) : {};
  const fine = exitCode === 0 && numFailedTests === 0 && numPassedTests > 0;
  const text = fine ? `${numPassedTests} journeys passed` : 'journeys failed';
  return {fine, text, output: stdout + stderr};
}

/** Old syntax is all that it understands: it gets one sentence, whatever it was asked. */
async function checkRefusal(node: string): Promise<Told> {
  for (const args of [[], ['--version'], ['check', '--json']]) {
    const ended = await run(node, ['bin/timesheets-setup.js', ...args]);
    const sentence = /^timesheets-setup needs Node\.js [^\n]+; this is \d+\.\d+\.\d+\.\n$/;
    if (ended.exitCode !== 3 || ended.stdout !== '' || !sentence.test(ended.stderr)) {
      return {
        fine: false,
        text: `${args.join(' ')}: not one sentence`,
        output: JSON.stringify(ended),
      };
    }
  }
  return {fine: true, text: 'is told in a sentence which ones are supported', output: ''};
}

/** The path of that Node; what is there already is used where the registry can't be reached. */
async function fetchNode(version: string): Promise<string> {
  const folder = join(cache, version);
  const node = join(folder, 'node_modules', packageName, 'bin/node');
  const isExact = version.includes('.');
  if (isExact && existsSync(node)) return node;
  await mkdir(folder, {recursive: true});
  const flags = ['--no-save', '--no-package-lock', '--ignore-scripts', '--no-audit', '--no-fund'];
  const ended = await run('npm', [
    'install',
    '--silent',
    ...flags,
    `--prefix=${folder}`,
    `${packageName}@${version}`,
  ]);
  if (existsSync(node)) return node;
  throw new Error(`${packageName}@${version} can't be fetched: ${ended.stdout}${ended.stderr}`);
}

/** In this folder, with that Node as the one that scripts find. */
async function run(command: string, args: readonly string[]): Promise<Ended> {
  const {NODE_OPTIONS: _, ...env} = process.env;
  const path = command.includes('/') ? `${dirname(command)}:${env.PATH ?? ''}` : env.PATH;
  const child = spawn(command, args, {
    cwd: root,
    env: {...env, ...(path !== undefined && {PATH: path})},
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text;
  });
  return await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', code => resolve({exitCode: code ?? -1, stdout, stderr}));
  });
}
