import {execFileSync} from 'node:child_process';
import {copyFileSync, mkdtempSync, symlinkSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';

export const root = join(import.meta.dirname, '../../..');

/** Builds the package in a folder of its own, so that nobody who runs `dist` is disturbed. */
export function buildPackage(): string {
  const folder = mkdtempSync(join(tmpdir(), 'package-'));
  for (const name of ['src', 'node_modules']) symlinkSync(join(root, name), join(folder, name));
  for (const name of ['.esbuild.mjs', '.licenses.mjs', 'package.json', 'tsconfig.json']) {
    copyFileSync(join(root, name), join(folder, name));
  }
  execFileSync(process.execPath, ['.esbuild.mjs', '--metafile'], {cwd: folder});
  return folder;
}
