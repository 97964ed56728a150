import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect} from 'vitest';
import {contentOf, managedObjects} from '../../engine/support/content.js';
import type {Run} from './headless.js';
import type {Stage} from './tenant.js';

/** What may stand in the file of a tenant's settings. */
export const damagedSettings = {
  'half a file': '{"version": 1, "dom',
  'another shape': '{"version": 1, "domain": 7}',
  'a list': '[]',
  nothing: '',
  'a newer version': '{"version": 3, "domain": "x", "clientIds": {"a": "b"}}',
  'other bytes': '\u0000\u0001\u001b]0;owned\u0007',
  'Latin-1': Buffer.from('{"version": 1, "domain": "J\u00fcrgen"}', 'latin1'),
} as const;

const apply = ['apply', '--yes', '--allow-breaking', '--json'];

/** Settings that can't be read are neither used nor overwritten, and `check` says so. */
export async function expectNoDefaults(
  {tenant, folder, env}: Stage,
  content: string | Buffer,
  run: (args: readonly string[], env?: Readonly<Record<string, string>>) => Promise<Run>,
): Promise<void> {
  const file = join(folder, 'tenants', `${tenant.domain.replace(':', '_')}.json`);
  await mkdir(join(folder, 'tenants'));
  await writeFile(file, content);
  for (const command of [apply, ['export', 'env', '--out', join(folder, '.env'), '--json']]) {
    const refused = await run(command, env);
    expect(refused.exitCode).toBe(1);
    expect(JSON.parse(refused.stdout).error).toMatchObject({
      code: 'settings_damaged',
      message: expect.stringContaining(file),
      hint: expect.stringMatching(/--blueprint FILE.*timesheets-setup forget/),
    });
  }
  expect(tenant.requests).toEqual([]);

  const checked = await run(['check'], env);
  expect(checked.exitCode).toBe(2);
  expect(checked.stderr).toContain(`⚠ The settings in ${file}`);
  expect(checked.stderr).toContain('the documented setup is used');
  expect(checked.stderr).not.toMatch(/\n\s+at /);

  const blueprint = join(folder, 'blueprint.json');
  await run(['export', 'blueprint', '--demo', '--out', blueprint]);
  const given = await run([...apply, '--blueprint', blueprint], env);
  expect(given.exitCode, given.stdout).toBe(0);
  expect(await readFile(file)).toEqual(Buffer.from(content));
  const {apis, clients, grants} = managedObjects(contentOf(tenant));
  expect([apis, clients, grants].map(({length}) => length)).toEqual([1, 1, 1]);
  await run(['forget'], env);
  expect((await run(apply, env)).exitCode).toBe(0);
}
