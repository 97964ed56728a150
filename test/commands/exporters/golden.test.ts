import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import {describe, expect, it, test} from 'vitest';
import {exportCommand} from '../../../src/commands/definitions.js';
import {
  type ExportKind,
  exportKinds,
  wizardExports,
} from '../../../src/commands/exporters/export-table.js';
import {helpOf} from '../../../src/commands/help.js';
import {renderAnyExport, tenants} from './support/tenants.js';

const files: Readonly<Record<ExportKind, string>> = {
  env: 'job.env',
  curl: 'curl.sh',
  node: 'node.mjs',
  python: 'python.py',
  express: 'express.mjs',
  'node-api': 'node-api.mjs',
  'auth0-cli': 'auth0-cli.sh',
  terraform: 'terraform.tf',
  'deploy-cli': 'deploy-cli.yaml',
  blueprint: 'blueprint.json',
  schema: 'schema.json',
  report: 'report.md',
};

const secret = 'not-a-secret_0123456789';

/** Update with `vitest --update`, and review the diff. */
describe.each(['plain', 'hostile', 'rfc9068'] as const)('a tenant: %s', name => {
  it.each(exportKinds)('export %s equals its golden file', async kind => {
    const text = renderAnyExport(kind, tenants[name], secret);
    await expect(text).toMatchFileSnapshot(`golden/${name}/${files[kind]}`);
  });

  it.each(exportKinds.filter(kind => kind !== 'env'))('export %s contains no secret', kind => {
    expect(renderAnyExport(kind, tenants[name], secret)).not.toContain(secret);
  });

  it.each(exportKinds)('export %s contains no GitHub Actions workflow command', kind => {
    // An environment file has no notation for it: there, the log's guard changes what is shown.
    if (kind === 'env' && name === 'hostile') return;
    expect(renderAnyExport(kind, tenants[name], secret)).not.toMatch(/^\s*::|##\[/m);
  });
});

test.each(['curl', 'node', 'python', 'node-api'] as const)(
  'export %s loads .env.demo in a demo',
  kind => {
    const {plain} = tenants;
    const demo = {...plain, subject: {...plain.subject, envFile: '.env.demo'}};
    expect(renderAnyExport(kind, demo, secret)).toMatch(/[=/]\.env\.demo\b/);
  },
);

test('command line, help, wizard and README list all exports', () => {
  expect(exportCommand.words).toEqual(exportKinds);
  const readme = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
  const row = readme.split('\n').find(line => line.startsWith('| `timesheets-setup export WHAT`'));
  expect(row?.match(/(?<= )`[\w-]+`/g)).toEqual(exportKinds.map(kind => `\`${kind}\``));
  for (const kind of exportKinds)
    expect(helpOf(exportCommand, []).text).toMatch(new RegExp(`^ +${kind} `, 'm'));
  const offered = wizardExports.map(({id}) => id);
  // The wizard writes `.env` from a separate question.
  expect(exportKinds.filter(kind => !offered.some(id => id === kind))).toEqual(['env', 'schema']);
});
