import {execFileSync, spawnSync} from 'node:child_process';
import {parseEnv} from 'node:util';
import {createContext, Script} from 'node:vm';
import dotenv from 'dotenv';
import fc from 'fast-check';
import {parseToObject} from 'hcl2-parser';
import {micromark} from 'micromark';
import {gfm, gfmHtml} from 'micromark-extension-gfm';
import {afterAll, describe, expect, it, test} from 'vitest';
import {parse as parseYaml} from 'yaml';
import type {ExportKind} from '../../../src/commands/exporters/export-table.js';
import {
  markdownCode,
  markdownName,
  markdownText,
} from '../../../src/commands/exporters/markdown.js';
import {jsonLine, shellWord} from '../../../src/commands/exporters/quoting.js';
import {
  escapeWorkflowCommands,
  escapeWorkflowCommandsIn,
} from '../../../src/commands/output/workflow-commands.js';
import {visible} from '../../../src/text/escape.js';
import {Stubs} from './support/stubs.js';
import {type Found, hostile, renderAnyExport, tenantWith} from './support/tenants.js';

const runnerCommand = /##(?:vso|teamcity)?\[/i;

/** Characters with a meaning in one of the formats. */
const pieces = [
  ...['"', "'", '`', '\\', '|', '\\|', '$', '${', '%{', '$${', '%%{', '}', '$(id)', '{', '#', '##'],
  ...['##AUTH0_CLIENT_SECRET##', '@@HOME@@', '@', '@@', '::add-mask::', '##[set-output name=a]'],
  ...['##vso[task.setvariable variable=a]b', '##TeamCity[buildStop]'],
  ...[
    '-',
    '--',
    '\n',
    '\r\n',
    '\n\n',
    '\t',
    ' ',
    '  ',
    '\u2028',
    '\u2029',
    '\u202e',
    '\u200b',
    '\ufeff',
  ],
  ...[
    '\u001b[31m',
    '\u0007',
    '\u0085',
    '\u00a0',
    '![i](x)',
    '[a](http://b.c)',
    '<b>',
    '<!--',
    '-->',
  ],
  ...[
    '&amp;',
    '&#124;',
    'http://evil.example.com',
    'https://x.y',
    'www.evil.example.com',
    'a@b.example',
  ],
  ...[
    '@octocat',
    '#12',
    'GH-1',
    '*',
    '_',
    '~~',
    '~',
    '^',
    '1.',
    '1)',
    '=',
    '+',
    ':',
    ',',
    ';',
    '!',
    '?',
  ],
  ...[
    '</script>',
    'EOT',
    '\\(.x)',
    '\\n',
    '\\u0041',
    '勤務',
    '🕐',
    'é',
    'x',
    'A',
    '[ ]',
    'mailto:a@b.c',
  ],
];

const text = fc.oneof(
  fc.constant(hostile),
  fc.array(fc.constantFrom(...pieces), {minLength: 1, maxLength: 8}).map(parts => parts.join('')),
  fc.string({unit: 'binary', minLength: 1, maxLength: 12}).map(all => all.replaceAll('\0', '0')),
);

/** A tenant with arbitrary texts everywhere. */
function tenantOf(text: fc.Arbitrary<string>): fc.Arbitrary<Found> {
  const texts = {id: text, identifier: text, scope: text, description: text, clientId: text};
  return fc
    .record({...texts, api: text, client: text, basic: fc.boolean()})
    .map(({id, identifier, scope, description, clientId, api, client, basic}) =>
      tenantWith({
        api: {id, name: api, identifier, scopes: [{value: scope, description}]},
        client: {
          name: client,
          clientId,
          tokenEndpointAuthMethod: basic ? 'client_secret_basic' : 'client_secret_post',
        },
        grant: {id, scope: [scope, 'batch:upload']},
      }),
    );
}

const found = tenantOf(text);
/** HCL strings are normalized to NFC by the parser. */
const composed = tenantOf(text.map(value => value.normalize('NFC')));

const runs = {numRuns: 150} as const;
const shellRuns = {numRuns: 40} as const;

describe('every value reads back unchanged in its target format', () => {
  const stubs = new Stubs({curl: '{"access_token": "t0k"}', auth0: '{"client_id": "new"}'});
  afterAll(() => stubs.dispose());

  it('sh, in the curl script', () => {
    const secret = 'it\'s "a\\b" $x';
    fc.assert(
      fc.property(found, tenant => {
        const {subject} = tenant;
        const script = textOf('curl', tenant);
        expect(spawnSync('sh', ['-n'], {input: script}).status).toBe(0);
        const {status, stderr, called} = stubs.run(script, {TIMESHEETS_CLIENT_SECRET: secret});
        expect([status, stderr]).toEqual([0, '']);
        const [token, upload] = called;
        const {clientId, tokenEndpointAuthMethod} = subject.client;
        const sent = token?.args ?? [];
        expect(sent).toContain(`audience=${subject.resourceServer.identifier}`);
        expect(sent.at(-1)).toBe('https://acme.eu.auth0.com/oauth/token');
        if (tokenEndpointAuthMethod === 'client_secret_basic') {
          const [, user = ''] = /^user = "(.*)"$/s.exec(token?.stdin ?? '') ?? [];
          expect(user.replaceAll(/\\(.)/gs, '$1')).toBe(`${clientId}:${secret}`);
        } else {
          expect(sent).toContain(`client_id=${clientId}`);
          expect(token?.stdin).toBe(secret);
        }
        expect(upload?.stdin).toBe('Authorization: Bearer t0k');
      }),
      shellRuns,
    );
  });

  it('sh, in the auth0 CLI script', ({skip}) => {
    skip(spawnSync('jq', ['--version']).status !== 0, 'there is no jq on this machine');
    fc.assert(
      fc.property(found, tenant => {
        const {resourceServer: api, client, grant} = tenant.subject;
        const {status, stderr, called} = stubs.run(textOf('auth0-cli', tenant));
        expect([status, stderr]).toEqual([0, '']);
        const args = called.map(call => call.args);
        const asArguments = (id: string) => (id.startsWith('-') ? ['--', id] : [id]);
        expect(args[1]).toEqual(['apis', 'show', ...asArguments(api.id)]);
        expect(args[2]).toEqual(['apps', 'show', ...asArguments(client.clientId)]);
        const query = new URL(args[3]?.[2] ?? '', 'https://x').searchParams;
        expect(query.get('client_id')).toBe(client.clientId);
        const [, , audience, scopes = '', ...last] = args[4] ?? [];
        expect(audience).toBe(`--audience=${api.identifier}`);
        expect(csv(scopes.replace('--scopes=', ''))).toEqual(grant?.scope);
        expect(last).toEqual(asArguments(client.clientId));
        expect(JSON.parse(args[6]?.[4] ?? '')).toMatchObject({
          name: api.name,
          identifier: api.identifier,
          scopes: api.scopes,
        });
        expect(JSON.parse(args[7]?.[4] ?? '')).toMatchObject({name: client.name});
        expect(JSON.parse(called[8]?.stdin ?? '')).toMatchObject({
          client_id: 'new',
          audience: api.identifier,
          scope: grant?.scope,
        });
      }),
      shellRuns,
    );
  });

  it('HCL', () => {
    fc.assert(
      fc.property(composed, tenant => {
        const {resourceServer: api, client, grant} = tenant.subject;
        const [read, error] = parseToObject(textOf('terraform', tenant));
        expect(error).toBeNull();
        const {auth0_resource_server, auth0_resource_server_scopes, auth0_client} = read.resource;
        expect(auth0_resource_server.api[0]).toMatchObject({
          name: api.name,
          identifier: api.identifier,
        });
        expect(auth0_resource_server_scopes.api[0].scopes).toEqual(
          api.scopes?.map(({value, description}) => ({name: value, description})),
        );
        expect(auth0_client.job[0].name).toBe(client.name);
        expect(read.resource.auth0_client_grant.job[0].scopes).toEqual(grant?.scope);
        const ids = read.import.map(({id}: {id: string}) => id);
        expect(ids).toEqual([api.id, api.identifier, client.clientId, grant?.id]);
      }),
      // The parser is compiled from Go to JavaScript and takes 20 ms.
      shellRuns,
    );
  });

  it('YAML, after auth0-deploy-cli’s variable replacement', () => {
    fc.assert(
      fc.property(found, tenant => {
        const {resourceServer: api, client, grant} = tenant.subject;
        fc.pre(![api.name, api.identifier, client.name].some(isPlaceholder));
        const file = textOf('deploy-cli', tenant);
        // It replaces any variable name between them.
        expect(file).not.toMatch(/##|@@/);
        expect(parseYaml(file)).toMatchObject({
          resourceServers: [{identifier: api.identifier, name: api.name, scopes: api.scopes}],
          clients: [{name: client.name}],
          clientGrants: [{client_id: client.name, audience: api.identifier, scope: grant?.scope}],
        });
      }),
      runs,
    );
  });

  it('JavaScript', () => {
    fc.assert(
      fc.property(found, tenant => {
        expect(expressIn(textOf('express', tenant))).toEqual({
          needed: tenant.subject.grant?.scope?.[0],
          alg: 'RS256',
        });
        const [, needed] =
          /permissions\.includes\((.*)\)\) \{$/m.exec(textOf('node-api', tenant)) ?? [];
        expect(new Script(needed ?? '').runInNewContext()).toBe(tenant.subject.grant?.scope?.[0]);
      }),
      runs,
    );
  });

  it('JSON', () => {
    fc.assert(
      fc.property(text, text, (a, b) => {
        const value = {[a]: [b, {b: a}]};
        expect(JSON.parse(jsonLine(value))).toEqual(value);
        expect(jsonLine(value)).not.toMatch(/##\[|\n/);
      }),
      runs,
    );
  });

  it('GitHub Flavored Markdown', () => {
    fc.assert(
      fc.property(found, tenant => {
        const {resourceServer: api, client} = tenant.subject;
        const page = html(textOf('report', tenant));
        const [head] = tablesIn(page);
        expect(head?.map(cells => cells.length)).toEqual([2, 2, 2, 2, 2, 2, 2]);
        expect(head?.[4]?.[1]).toBe(trimVisible(`${api.name} (${api.identifier})`));
        expect(head?.[5]?.[1]).toBe(trimVisible(`${client.name} (${client.clientId})`));
        for (const row of tablesIn(page)[1] ?? []) expect(row).toHaveLength(3);
      }),
      runs,
    );
  });

  it('dotenv parsers and sh; unquotable values are refused', () => {
    fc.assert(
      fc.property(found, text, (tenant, secret) => {
        const {domain, client} = tenant.subject;
        const file = envOr(tenant, secret);
        if (file === undefined) return;
        const values = {
          TIMESHEETS_DOMAIN: domain,
          TIMESHEETS_CLIENT_ID: client.clientId,
          TIMESHEETS_CLIENT_SECRET: secret,
        };
        expect(dotenv.parse(file)).toMatchObject(values);
        expect(parseEnv(file)).toMatchObject(values);
      }),
      runs,
    );
  });
});

test.each(['\0', 'a\0b', 'a\nB=c', 'a\r'])('a secret with %j is refused', secret => {
  expect(() => renderAnyExport('env', tenantWith({}), secret)).toThrow(/can’t be written/);
});

test('a shell word is the same word to sh', () => {
  fc.assert(
    fc.property(fc.array(text, {minLength: 1, maxLength: 20}), words => {
      const script = `printf '%s\\0' ${words.map(shellWord).join(' ')}`;
      expect(execFileSync('sh', ['-c', script], {encoding: 'utf8'})).toBe(`${words.join('\0')}\0`);
      expect(script).not.toMatch(runnerCommand);
    }),
    shellRuns,
  );
  expect(shellWord('')).toBe("''");
  expect(() => shellWord('a\0')).toThrow('NUL');
});

test.each(['##NAME##', '@@LIST@@'])('a name that is %s is refused for auth0-deploy-cli', name => {
  // It drops the field, however it is quoted.
  for (const tenant of [
    tenantWith({client: {name}}),
    tenantWith({api: {name}}),
    tenantWith({api: {identifier: name}}),
  ]) {
    expect(() => renderAnyExport('deploy-cli', tenant, '')).toThrow(
      /placeholder to auth0-deploy-cli/,
    );
  }
});

test('text in Markdown creates no element, link or mention', () => {
  fc.assert(
    fc.property(text, value => {
      for (const written of [markdownText, markdownName, markdownCode]) {
        const page = html(`x ${written(value)} y`);
        expect(said(page)).toBe(trimVisible(`x ${value || '(empty)'} y`));
        expect(page.replaceAll(/<\/?(?:code|p)>/g, '')).not.toMatch(/<[a-z!/]/i);
        const outside = textIn(page.replaceAll(/<code>.*?<\/code>/gs, ''));
        expect(outside).not.toMatch(/@\w|#\d|\bGH-\d/);
      }
    }),
    {numRuns: 500},
  );
});

test('printed text contains no workflow command of a CI system', () => {
  fc.assert(
    fc.property(fc.array(text), lines => {
      const shown = escapeWorkflowCommands(lines.join('\n'));
      expect(shown.split(/[\n\r]/).filter(line => line.trim().startsWith('::'))).toEqual([]);
      expect(shown).not.toMatch(runnerCommand);
    }),
    {numRuns: 500},
  );
});

test.each([{GITHUB_ACTIONS: 'true'}, {TF_BUILD: 'True'}, {TEAMCITY_VERSION: '2026.1'}])(
  'under %o the output is guarded',
  env => {
    let written = '';
    const stream = {
      write(part: string | Uint8Array) {
        written += String(part);
        return true;
      },
    };
    escapeWorkflowCommandsIn(env, [stream]);
    stream.write('::a::\n x ##vso[b] ##teamcity[c] ##[d]\n');
    expect(written).toBe('\\x3a:a::\n x \\x23#vso[b] \\x23#teamcity[c] \\x23#[d]\n');
  },
);

function textOf(kind: ExportKind, tenant: Found): string {
  return renderAnyExport(kind, tenant, 's3cr3t');
}

/** Names that auth0-deploy-cli drops, and that the export refuses. */
function isPlaceholder(value: string | undefined): boolean {
  return /^(?:##[A-Z0-9_]+##|@@[A-Z0-9_]+@@)$/.test(value ?? '');
}

function envOr(tenant: Found, secret: string): string | undefined {
  try {
    return renderAnyExport('env', tenant, secret);
  } catch {
    return undefined;
  }
}

/** A line of CSV, as the auth0 CLI reads a list. */
function csv(line: string): readonly string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/gs)]
    .map(([, field = '']) => field)
    .slice(0, line === '' ? 1 : undefined)
    .filter((_, index, all) => index < all.length - 1)
    .map(field => (field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field));
}

/** The options that the Express file passes to the middleware, run with stubbed packages. */
function expressIn(file: string): {readonly needed: unknown; readonly alg: unknown} {
  const seen = {needed: undefined as unknown, alg: undefined as unknown};
  const app = {use() {}, post() {}, listen() {}};
  const context = createContext({
    process: {env: {}},
    express: Object.assign(() => app, {json() {}}),
    auth: ({tokenSigningAlg}: {tokenSigningAlg: unknown}) => {
      seen.alg = tokenSigningAlg;
    },
    requiredScopes: (needed: unknown) => {
      seen.needed = needed;
    },
  });
  new Script(file.replaceAll(/^import .*$/gm, '')).runInContext(context);
  return seen;
}

function html(markdown: string): string {
  return micromark(markdown, {extensions: [gfm()], htmlExtensions: [gfmHtml()]});
}

function tablesIn(page: string): readonly (readonly (readonly string[])[])[] {
  return [...page.matchAll(/<table>.*?<\/table>/gs)].map(([table]) =>
    [...table.matchAll(/<tr>.*?<\/tr>/gs)].map(([row]) =>
      [...row.matchAll(/<t[hd]>(.*?)<\/t[hd]>/gs)].map(([, cell = '']) => said(cell)),
    ),
  );
}

function textIn(page: string): string {
  const named: Readonly<Record<string, string>> = {amp: '&', lt: '<', gt: '>', quot: '"'};
  return page
    .replaceAll(/<[^>]*>/g, '')
    .replaceAll(/&(\w+);/g, (all, name: string) => named[name] ?? all);
}

/** As shown, trimmed. */
function trimVisible(value: string): string {
  return visible(value).trim();
}

/** The text of a page, without our separators that prevent mentions. */
function said(page: string): string {
  return textIn(page).replaceAll('\u200b', '').trim();
}
