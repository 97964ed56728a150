import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {run} from './support/headless.js';
import {type Stage, stage} from './support/tenant.js';

let opened: Stage | undefined;

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

async function checkInActions(scenario: string) {
  opened = await stage(scenario);
  const summary = join(opened.folder, 'summary.md');
  const env = {...opened.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary};
  const ran = await run(['check', '--json'], env);
  const annotations = ran.stderr.split('\n').filter(line => line.startsWith('::'));
  return {...ran, annotations, summary: await readFile(summary, 'utf8')};
}

test('in GitHub Actions each step that drifted is an annotation, and the summary has the table', async () => {
  const {annotations, summary, stdout, exitCode} = await checkInActions('drifted');
  const {steps} = JSON.parse(stdout);
  const drifted = steps.filter(({status}: {status: string}) => status !== 'in-sync');
  expect(exitCode).toBe(2);
  expect(annotations).toHaveLength(drifted.length);
  // The port's colon would end the title.
  expect(annotations[0]).toMatch(/^::error title=127\.0\.0\.1%3A\d+%3A ≠ \w+ drifted::\w/);
  expect(annotations.join('\n')).toContain('signing_alg: HS256 → RS256  ⚠ breaking%0A');
  expect(summary).toMatch(
    /^### 127\\\.0\.0\.1:\d+: not in sync\n\n\| Step \| State \| Details \|\n/,
  );
  expect(summary).toContain('| Signing | ≠ drifted |');
});

test('a tenant in sync gives no annotation', async () => {
  const {annotations, summary, exitCode} = await checkInActions('converged');
  expect(exitCode).toBe(0);
  expect(annotations).toEqual([]);
  expect(summary).toContain(': in sync');
});
