import {readFile, stat} from 'node:fs/promises';
import {join} from 'node:path';
import {parseEnv} from 'node:util';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {exportKinds} from '../../src/commands/exporters/export-table.js';
import {type Stage, startStage, writesOf} from '../journeys/support/tenant.js';
import {codeOf, runCommand} from './support/command-line.js';

let here: Stage;

beforeAll(async () => {
  here = await startStage('converged');
});

afterAll(async () => {
  expect(writesOf(here.tenant)).toEqual([]);
  await here.close();
});

describe('export', () => {
  test.each(exportKinds)('%s is the same in text, in a file and as JSON', async what => {
    const now = new Date('2026-01-31T08:30:00Z');
    const {env} = here;
    const shown = await runCommand(['export', what], {env, terminal: 40, now});
    const json = await runCommand(['export', what, '--json'], {env, now});
    expect([shown.exitCode, json.exitCode]).toEqual([0, 0]);
    const {content, ...rest} = JSON.parse(json.stdout);
    expect(rest).toEqual({what});
    expect(shown.stdout).toBe(`${content.trimEnd()}\n`);
    if (what === 'env') return;
    const out = join(here.folder, what);
    const written = await runCommand(['export', what, '--out', out], {env, now});
    expect(written).toEqual({exitCode: 0, stdout: `Written to ${out}.\n`, stderr: ''});
    expect(await readFile(out, 'utf8')).toBe(content);
  });

  test('env --out writes the secret only to the file, readable by its owner', async () => {
    const out = join(here.folder, '.env');
    const {env} = here;
    const {stdout} = await runCommand(['export', 'env', '--out', out, '--json'], {env});
    const values = parseEnv(await readFile(out, 'utf8'));
    const job = here.tenant.store.clients.all().find(({name}) => name === 'Timesheets Import Job');
    expect(values.TIMESHEETS_CLIENT_SECRET).toBe(job?.client_secret);
    expect(JSON.parse(stdout)).toMatchObject({what: 'env', out, wrote: 'created'});
    expect(stdout).not.toContain(job?.client_secret);
    expect((await stat(out)).mode & 0o777).toBe(0o600);
    const again = await runCommand(['export', 'env', '--out', out], {env});
    expect(again.stdout).toContain('already had these values; only you can read it.');
  });

  test('blueprint and schema need no tenant', async () => {
    for (const line of ['export blueprint --app-name Ours', 'export schema']) {
      const {exitCode, stdout} = await runCommand(line);
      expect(exitCode).toBe(0);
      expect(() => JSON.parse(stdout)).not.toThrow();
    }
    expect((await runCommand('export blueprint --app-name Ours')).stdout).toContain(
      '"name": "Ours"',
    );
  });

  test.each([
    ['export', 'Export what?'],
    ['export terrafrom', 'Did you mean “terraform”?'],
    ['export env curl', 'export takes one kind at a time.'],
  ])('%s exits 3 and lists the exports', async (line, sentence) => {
    const ran = await runCommand(line, {env: here.env});
    expect([ran.exitCode, codeOf(ran)]).toEqual([3, 'usage']);
    expect(ran.stderr).toContain(sentence);
  });
});
