import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {mutants} from './list.js';

const root = join(import.meta.dirname, '../..');

test.each(mutants)(
  '$file contains the code of the mutant “$reason” exactly once',
  ({file, from, tests}) => {
    expect(readFileSync(join(root, file), 'utf8').split(from)).toHaveLength(2);
    for (const path of tests) expect(() => readFileSync(join(root, path))).not.toThrow(/ENOENT/);
  },
);
