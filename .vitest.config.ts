import {defineConfig} from 'vitest/config';
import {BaseSequencer, type TestSpecification} from 'vitest/node';

/** Vitest starts large files first, but these are small and take long: one worker would wait. */
const slow = /\/(?:two-machines|pauses|autoplay)\.test\.ts$/;

class SlowFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isSlow = ({moduleId}: TestSpecification) => slow.test(moduleId);
    return [...sorted.filter(isSlow), ...sorted.filter(file => !isSlow(file))];
  }
}

/** Fast tests first: each project is a directory, run in the order of `sequence.groupOrder`. */
export default defineConfig({
  test: {
    // Many tests start processes or wait for time to pass; on a busy machine both take long.
    testTimeout: 60_000,
    // No test minds what modules keep: loading those once a worker saves 40 s.
    isolate: false,
    globalSetup: 'test/support/temporary-folder.ts',
    env: {FORCE_COLOR: '0'},
    sequence: {sequencer: SlowFirst},
    projects: [
      {
        extends: true,
        test: {
          name: 'units',
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/journeys/**', 'node_modules/**'],
          // One more than CI has cores, because some tests wait for time to pass.
          maxWorkers: 3,
          sequence: {groupOrder: 0},
        },
      },
      {
        extends: true,
        test: {
          name: 'journeys',
          include: ['test/journeys/**/*.test.ts'],
          // With three, node-pty lost the end of a program's output about once in 2,000 runs.
          maxWorkers: 2,
          sequence: {groupOrder: 1},
        },
      },
    ],
  },
});
