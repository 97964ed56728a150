import {readFile} from 'node:fs/promises';
import {join} from 'node:path';
import {afterEach, expect, test} from 'vitest';
import {runProgram} from './support/headless.js';
import {type Stage, startStage} from './support/tenant.js';

let opened: Stage | undefined;

afterEach(async () => {
  await opened?.close();
  opened = undefined;
});

async function checkInActions(scenario: string) {
  opened = await startStage(scenario);
  const summary = join(opened.folder, 'summary.md');
  const env = {...opened.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary};
  const ran = await runProgram(['check', '--json'], env);
  const annotations = ran.stderr.split('\n').filter(line => line.startsWith('::'));
  return {...ran, annotations, summary: await readFile(summary, 'utf8')};
}

test('in GitHub Actions each drifted step is an annotation, and the job summary has the table', async () => {
  const {annotations, summary, stdout, exitCode} = await checkInActions('drifted');
  const {steps} = JSON.parse(stdout);
  const drifted = steps.filter(({status}: {status: string}) => status !== 'in-sync');
  expect(exitCode).toBe(2);
  expect(annotations).toHaveLength(drifted.length);
  // The port's colon would end the title.
  expect(annotations[0]).toMatch(/^::error title=127\.0\.0\.1%3A\d+%3A ≠ \w+ drifted::\w/);
  expect(annotations.join('\n')).toContain('Signing algorithm: HS256 → RS256  ⚠ breaking%0A');
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

test('names can’t issue workflow commands, in the log or in the summary', async () => {
  opened = await startStage('converged');
  const {store} = opened.tenant;
  const name =
    '::add-mask::x ##[set-output name=a]b @octocat [c](https://evil.example.com) www.d.e';
  for (const {client_id} of store.clients.all()) {
    store.clients.update(client_id, row => ({...row, name}));
  }
  for (const {id} of store.resourceServers.all()) {
    store.resourceServers.update(id, row => ({...row, name}));
  }
  const summary = join(opened.folder, 'summary.md');
  const env = {...opened.env, GITHUB_ACTIONS: 'true', GITHUB_STEP_SUMMARY: summary};
  const commands = [['check'], ['check', '--json'], ['export', 'report'], ['apply', '--dry-run']];
  for (const args of [...commands, ['export', 'terraform'], ['export', 'x\n::add-mask::y']]) {
    const {stdout, stderr} = await runProgram(args, env);
    const lines = `${stdout}\n${stderr}`.split(/[\r\n]/);
    const told = lines.filter(line => line.trim().startsWith('::') || line.includes('##['));
    expect(told.filter(line => !line.startsWith('::error title=127.0.0.1%3A'))).toEqual([]);
  }
  const text = await readFile(summary, 'utf8');
  expect(text).not.toMatch(/@octocat|https:|[^\\]\]\(|www\.d/);
});
