import {cp, mkdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {npm} from './support/deploy-cli.js';
import {
  formatSpread,
  limitOf,
  measureInTurn,
  type Part,
  type Row,
  ratioRow,
  ratios,
} from './support/figures.js';
import {root, runsNode, withFolder} from './support/program.js';

const rounds = 10;

export const packed: Part = {
  name: 'package',
  title: 'Package',
  run: () =>
    withFolder(async folder => {
      const flags = ['--ignore-scripts', '--json', '--pack-destination', folder];
      const [ours] = JSON.parse((await npm(['pack', ...flags], root)).stdout);
      const {dependencies = {}} = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
      const count = Object.keys(dependencies).length;
      return [
        {
          what: 'tarball, kB',
          measured: (ours.size / 1000).toFixed(1),
          ...limitOf(300, ours.size / 1000),
        },
        {what: 'files', measured: String(ours.entryCount), ...limitOf(19, ours.entryCount)},
        {what: 'runtime dependencies', measured: String(count), ...limitOf(0, count)},
        ...(await npxRows(folder, join(folder, ours.filename))),
      ];
    }),
};

async function npxRows(folder: string, ours: string): Promise<readonly Row[]> {
  const theirs = await withDependencies(folder);
  const npx = (tarball: string) => () =>
    withFolder(async empty => {
      const env = {npm_config_cache: join(empty, 'cache'), npm_config_update_notifier: 'false'};
      const {ms, exitCode, stderr} = await npm(
        ['exec', '--yes', `--package=${tarball}`, '--', 'timesheets-setup', '--version'],
        empty,
        env,
      );
      if (exitCode !== 0) throw new Error(`npx ended with ${exitCode}: ${stderr}`);
      return ms / 1000;
    });
  try {
    const measured = await measureInTurn(rounds, {ours: npx(ours), theirs: npx(theirs)});
    const [bundled, ordinary] = [measured('ours'), measured('theirs')];
    return [
      {what: '`npx` from the tarball, empty cache, s', measured: formatSpread(bundled)},
      {what: 'the same with ordinary dependencies, s', measured: formatSpread(ordinary)},
      ratioRow('`npx`, times the one with dependencies', ratios(bundled, ordinary), 0.1),
    ];
  } catch (error) {
    const why = error instanceof Error ? error.message.slice(0, 80) : '';
    return [{what: '`npx` from the tarball, empty cache', measured: `not measured: ${why}`}];
  }
}

/** The packages that something in the bundle comes from: what others would have users install. */
async function insideOfBundle(): Promise<ReadonlySet<string>> {
  const built = await runsNode(['.esbuild.mjs', '--metafile']);
  if (built.exitCode !== 0) throw new Error(built.stderr);
  const file = join(root, 'dist/meta.json');
  const {outputs} = JSON.parse(await readFile(file, 'utf8'));
  await rm(file);
  const used = Object.values<Output>(outputs).flatMap(({inputs}) =>
    Object.entries(inputs).flatMap(([path, {bytesInOutput}]) =>
      bytesInOutput > 0 ? (/(?:^|\/)node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? []) : [],
    ),
  );
  return new Set(used);
}

/** Of esbuild's metafile. */
interface Output {
  readonly inputs: Readonly<Record<string, {readonly bytesInOutput: number}>>;
}

/** The same program, its packages beside it instead of in it. */
async function withDependencies(folder: string): Promise<string> {
  const copy = join(folder, 'ordinary');
  await mkdir(copy);
  for (const name of ['bin', 'dist'])
    await cp(join(root, name), join(copy, name), {recursive: true});
  const {
    devDependencies,
    scripts: _,
    ...rest
  } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
  const inside = await insideOfBundle();
  const dependencies = Object.fromEntries(
    Object.entries(devDependencies).filter(([name]) => inside.has(name)),
  );
  await writeFile(join(copy, 'package.json'), JSON.stringify({...rest, dependencies}));
  const flags = ['--json', '--pack-destination', copy];
  const [tarball] = JSON.parse((await npm(['pack', ...flags], copy)).stdout);
  return join(copy, tarball.filename);
}
