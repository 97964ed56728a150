import {defineConfig} from 'vitest/config';

/** Fast tests first: each project is a directory, run in the order of `sequence.groupOrder`. */
export default defineConfig({
  test: {
    testTimeout: 20_000,
    // As many as CI has cores: with more, node-pty now and then loses the end of a program's output.
    maxWorkers: 2,
    // No test minds what modules keep: loading those once a worker saves 40 s.
    isolate: false,
    globalSetup: 'test/support/temporary-folder.ts',
    env: {FORCE_COLOR: '0'},
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/journeys/**', 'node_modules/**'],
          sequence: {groupOrder: 0},
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          testTimeout: 60_000,
          sequence: {groupOrder: 1},
        },
      },
    ],
  },
});
