import {spawnSync} from 'node:child_process';
import {readFileSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {type Mutant, mutants} from './list.js';

/**
 * `npm run mutants [WORD]`: plants each fault of the list (or those whose file or reason holds the
 * word), and says which tests turn red. A fault that none sees ends it with 1.
 */
const root = join(import.meta.dirname, '../..');
const word = process.argv[2] ?? '';
const chosen = mutants.filter(({file, reason}) => `${file} ${reason}`.includes(word));
const missed = chosen.filter(mutant => !isSeen(mutant));
console.log(`${chosen.length - missed.length} of ${chosen.length} are seen.`);
process.exitCode = missed.length === 0 ? 0 : 1;

function isSeen({file, from, to, reason, tests}: Mutant): boolean {
  const path = join(root, file);
  const content = readFileSync(path, 'utf8');
  const [before, after, ...more] = content.split(from);
  if (before === undefined || after === undefined || more.length > 0) {
    console.log(
      `? ${file}: ${reason} (its place is there ${more.length + (after === undefined ? 0 : 1)} times)`,
    );
    return false;
  }
  const restore = () => writeFileSync(path, content);
  process.once('exit', restore);
  try {
    writeFileSync(path, `${before}${to}${after}`);
    const red = !testsPass(tests);
    console.log(`${red ? '✔' : '✖'} ${file}: ${reason}`);
    return red;
  } finally {
    restore();
    process.off('exit', restore);
  }
}

function testsPass(tests: readonly string[]): boolean {
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const options = ['run', '--config', '.vitest.config.ts', '--project', 'units', '--bail', '1'];
  const args = [vitest, ...options, '--maxWorkers', '1', ...tests];
  return spawnSync(process.execPath, args, {cwd: root, stdio: 'ignore'}).status === 0;
}
