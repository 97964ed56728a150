import {readFile, stat} from 'node:fs/promises';
import {createServer} from 'node:http';
import {join} from 'node:path';
import {afterAll, expect, test} from 'vitest';
import {type FaultRule, scenarios} from '../../src/emulator/server.js';
import {isRecoverable, type Shape, shapes} from '../engine/support/secret-shapes.js';
import {type Run, type Running, startProgram} from './support/headless.js';
import {PlantedSecrets, readFilesIn} from './support/leaks.js';
import {type Stage, startStage} from './support/tenant.js';

const exported = ['env', 'blueprint', 'schema', 'terraform', 'deploy-cli', 'report'] as const;

const apply = ['apply', '--yes', '--allow-breaking', '--prove'];

/** All commands, in an order in which each has something to do. */
const everything: readonly (readonly string[])[] = [
  ['check'],
  apply,
  ['prove'],
  ...exported.map(what => ['export', what]),
  ['undo', '--yes'],
];

/** A part of them for each scenario, with text and JSON output in turn. */
function partOf(index: number): readonly (readonly string[])[] {
  const what = exported[index % exported.length] ?? 'env';
  return [apply, ['export', what], ['undo', '--yes']].map((command, turn) =>
    (index + turn) % 2 === 0 ? command : [...command, '--json'],
  );
}

let runs = 0;
afterAll(() => console.log(`secrets: ${runs} runs, no secret outside its file`));

/** Runs a command and returns all of its output. */
async function traceOf({tenant, env}: Stage, args: readonly string[]): Promise<Run & Trace> {
  let running: Running | undefined;
  let commandLine = '';
  tenant.hooks.onRequest = async () => {
    // What `ps` shows while it runs.
    commandLine ||= await readFile(`/proc/${running?.pid}/cmdline`, 'utf8').catch(() => '');
  };
  running = startProgram(args, env);
  const ended = await running.ended;
  runs += 1;
  return {...ended, commandLine};
}

interface Trace {
  readonly commandLine: string;
}

async function expectNoLeak(place: Stage, commands: readonly (readonly string[])[]): Promise<void> {
  const planted = new PlantedSecrets(place.tenant);
  planted.add('a wrong secret', 'planted-wrong-secret');
  planted.add('a wrong token', 'planted-token');
  for (const command of commands) {
    const {stdout, stderr, commandLine} = await traceOf(place, command);
    planted.addTenantSecrets(place.tenant);
    expect(planted.findIn(stdout), `stdout of ${command.join(' ')}`).toEqual([]);
    expect(planted.findIn(stderr), `stderr of ${command.join(' ')}`).toEqual([]);
    expect(planted.findIn(commandLine), `command line of ${command.join(' ')}`).toEqual([]);
    expect(stdout + stderr, command.join(' ')).not.toMatch(/^\s+at .+:\d+/m);
  }
  for (const [path, content] of await readFilesIn(place.folder)) {
    expect(planted.findIn(content), path).toEqual([]);
  }
}

/** All commands log to one file in the searched folder. */
function withLog({folder}: Stage, commands: readonly (readonly string[])[]) {
  return commands.map(command => [...command, '--debug', join(folder, 'debug.log')]);
}

test.concurrent.for(scenarios.map(({name}, index) => ({name, index})))(
  '$name: no secret on the screen, in a file, or in the process list',
  // A Free tenant takes two requests a second, and some of these commands many.
  {timeout: 180_000},
  async ({name, index}) => {
    const place = await startStage(name);
    try {
      await expectNoLeak(place, withLog(place, partOf(index)));
    } finally {
      await place.close();
    }
  },
);

test.concurrent.for([[], ['--json']])(
  'every command %s on a drifted HS256 tenant: no secret anywhere',
  async form => {
    const place = await startStage('drifted');
    try {
      const commands = everything.map(command => [...command, ...form]);
      await expectNoLeak(place, withLog(place, commands));
    } finally {
      await place.close();
    }
  },
);

const faults: readonly FaultRule[] = [
  {kind: '500', method: 'POST'},
  {kind: '502-html', path: '/api/v2/clients'},
  {kind: 'html-200', path: '/api/v2/client-grants'},
  {kind: 'html-200', path: '/oauth/token'},
  {kind: 'truncated', path: '/oauth/token'},
  {kind: 'truncated', path: '/api/v2/clients', method: 'POST'},
  {kind: 'reset-after', path: '/api/v2/clients', method: 'POST', nth: 1},
  {kind: 'token-expired', path: '/api/v2/*'},
  {kind: 'permission-withdrawn', path: '/api/v2/*', nth: {from: 4}},
  {kind: 'store-differently', method: 'POST', fields: {name: 'Another'}},
];

test.concurrent.for(faults)('$kind at $method $path prints no secret', async fault => {
  const place = await startStage('fresh');
  try {
    place.tenant.faults.add(fault);
    await expectNoLeak(
      place,
      withLog(place, [
        ['apply', '--yes', '--json'],
        ['undo', '--yes'],
      ]),
    );
  } finally {
    await place.close();
  }
});

test.concurrent.for<readonly [string, Readonly<Record<string, string>>]>([
  ['a wrong secret', {AUTH0_CLIENT_SECRET: 'planted-wrong-secret'}],
  ['no token at all', {AUTH0_ACCESS_TOKEN: 'planted-token'}],
  ['a token with a line break', {AUTH0_ACCESS_TOKEN: 'planted-token\nplanted-token'}],
  ['a secret with odd letters', {AUTH0_CLIENT_SECRET: 'planted-wrong-secret\u202e\u0007é&=%'}],
])('%s is rejected without being quoted', async ([, env]) => {
  const place = await startStage('fresh');
  try {
    const wrong = {...place, env: {...place.env, ...env}};
    await expectNoLeak(wrong, withLog(place, [['apply', '--yes', '--json'], ['prove']]));
  } finally {
    await place.close();
  }
});

test('only export env --out has the job’s secret, readable by its owner', async () => {
  const place = await startStage('converged');
  try {
    const file = join(place.folder, '.env');
    const {exitCode, stdout, stderr, commandLine} = await traceOf(place, [
      'export',
      'env',
      '--out',
      file,
    ]);
    expect(exitCode).toBe(0);
    if (process.platform === 'linux') expect(commandLine).toContain('export\0env');
    const planted = new PlantedSecrets(place.tenant);
    expect(planted.findIn(stdout + stderr)).toEqual([]);
    expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect(planted.findIn(await readFile(file, 'utf8'))).toEqual([
      'the secret of Timesheets Import Job',
    ]);
  } finally {
    await place.close();
  }
});

/** Accepts any sign-in, and echoes its secret in every later response. */
async function startEchoServer(place: Stage, shape: Shape) {
  let secret = '';
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    secret ||= new URLSearchParams(body).get('client_secret') ?? '';
    const isToken = request.url === '/oauth/token';
    const access_token = await place.tenant.issueToken({audience: `${url}/api/v2/`});
    const said = `You sent: ${shape(secret)}, and that is wrong.`;
    response.writeHead(isToken ? 200 : 400, {'content-type': 'application/json'});
    response.end(
      JSON.stringify(
        isToken
          ? {access_token, token_type: 'Bearer', note: said}
          : {statusCode: 400, error: 'Bad Request', message: said, errorCode: said, [said]: said},
      ),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const bound = server.address();
  const url = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return {url, close};
}

test.concurrent.for(Object.entries(shapes))(
  'a later response that echoes the sign-in secret %s',
  async ([, shape]) => {
    const place = await startStage('fresh');
    const secret = 'k7_Q+x/9=Zr&t"0<W>m\\pL%4A;e-uB{c}:d#f?gH1jJ2nN3oO4sS5vV6';
    const server = await startEchoServer(place, shape);
    try {
      const env = {...place.env, AUTH0_DOMAIN: server.url, AUTH0_CLIENT_SECRET: secret};
      const log = join(place.folder, 'quoted.log');
      for (const form of [[], ['--json']]) {
        const ended = await traceOf({...place, env}, ['check', '--debug', log, ...form]);
        const shown = ended.stdout + ended.stderr + (await readFile(log, 'utf8'));
        expect(ended.exitCode, shown).toBe(1);
        expect(shown).toContain('You sent');
        expect(isRecoverable(shown, secret), shown).toBe(false);
      }
    } finally {
      server.close();
      await place.close();
    }
  },
);

const foreignSecrets = {
  addons: {azure_sb: {sasKeyName: 'planted-key-name', sasKey: 'planted-shared-access-key'}},
  client_metadata: {name: 'planted-metadata', password: 'planted-password-of-theirs'},
  mobile: {ios: {app_bundle_identifier: 'planted-bundle'}},
  a_member_of_tomorrow: 'planted-secret-of-tomorrow',
};

test('other applications’ fields are not in the debug log', async () => {
  const place = await startStage('fresh');
  const server = createServer((request, response) => {
    const clients = [{client_id: 'theirs', name: 'Their application', ...foreignSecrets}];
    response.writeHead(200, {'content-type': 'application/json'});
    response.end(
      JSON.stringify(
        request.url?.startsWith('/api/v2/clients')
          ? {total: 1, start: 0, limit: 100, clients}
          : request.url?.startsWith('/api/v2/resource-servers?')
            ? {total: 0, start: 0, limit: 100, resource_servers: []}
            : {client_grants: [], id: 'rs_1', identifier: 'another', ...foreignSecrets},
      ),
    );
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    const bound = server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const url = `http://127.0.0.1:${port}`;
    const token = await place.tenant.issueToken({audience: `${url}/api/v2/`});
    const env = {...place.env, AUTH0_DOMAIN: url, AUTH0_ACCESS_TOKEN: token};
    const log = join(place.folder, 'debug.log');
    expect((await traceOf({...place, env}, ['check', '--debug', log])).exitCode).toBe(2);
    const text = await readFile(log, 'utf8');
    expect(text).toContain('Their application');
    expect(text).toContain('<object, 1 member>');
    expect(text).not.toContain('planted');
  } finally {
    server.closeAllConnections();
    server.close();
    await place.close();
  }
});

interface LogLine {
  readonly type?: string;
  readonly method?: string;
  readonly path?: string;
  readonly status?: number;
  readonly body?: unknown;
}

test('the debug log has every request and response, also of prove without an admin', async () => {
  const place = await startStage('dashboard');
  const {tenant, folder, env} = place;
  try {
    const file = join(folder, 'debug.log');
    const linesOf = async (): Promise<readonly LogLine[]> =>
      (await readFile(file, 'utf8'))
        .trimEnd()
        .split('\n')
        .map(line => JSON.parse(line));
    await traceOf(place, ['apply', '--yes', '--prove', '--debug', file]);
    const asked = (await linesOf()).filter(({type}) => type === 'sent');
    expect(asked.map(({method, path}) => `${method} ${path}`).sort()).toEqual(
      tenant.requests.map(({method, path}) => `${method} ${path}`).sort(),
    );
    const answers = (await linesOf()).filter(({type}) => type === 'answered');
    expect(answers.map(({status}) => status).sort()).toEqual(
      tenant.requests.map(({status}) => status).sort(),
    );
    expect(JSON.stringify(asked)).toContain('batch:upload');
    expect((await stat(file)).mode & 0o777).toBe(0o600);

    const before = (await linesOf()).length;
    const job = tenant.store.clients.find(({name}) => name === 'Timesheets Import Job');
    const alone = {
      TIMESHEETS_CLIENT_ID: job?.client_id ?? '',
      TIMESHEETS_CLIENT_SECRET: job?.client_secret ?? '',
    };
    const proved = await traceOf({...place, env: {...env, ...alone}}, ['prove', '--debug', file]);
    expect(proved.exitCode).toBe(0);
    expect((await linesOf()).slice(before)).toContainEqual(
      expect.objectContaining({type: 'sent', method: 'POST', path: '/oauth/token'}),
    );
    expect(new PlantedSecrets(tenant).findIn(await readFile(file, 'utf8'))).toEqual([]);
  } finally {
    await place.close();
  }
});

/** A server that echoes the request wherever a program might quote it. */
const echoes = {
  'an OAuth error': (said: string) =>
    JSON.stringify({error: 'invalid_request', error_description: `You sent ${said}`}),
  'an API error': (said: string) =>
    JSON.stringify({statusCode: 400, error: 'Bad Request', message: `You sent ${said}`}),
  'a web page': (said: string) => `<html><head><title>${said}</title></head></html>`,
  'names of members': (said: string) => JSON.stringify({[said]: said}),
  'half an answer': (said: string) => `{"message": "${said}`,
} as const;

test.concurrent.for(
  Object.entries(echoes).flatMap(([name, echo]) =>
    [200, 400, 500].map(status => ({name, echo, status})),
  ),
)('$name with $status that echoes our secrets: they are masked', async ({echo, status}) => {
  const place = await startStage('fresh');
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const secret = new URLSearchParams(body).get('client_secret') ?? '';
    const {authorization = ''} = request.headers;
    response.writeHead(status, {'content-type': 'application/json'});
    response.end(echo([secret, authorization.replace('Bearer ', '')].join(' ').trim()));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    const bound = server.address();
    const port = typeof bound === 'object' && bound !== null ? bound.port : 0;
    const url = `http://127.0.0.1:${port}`;
    const token = await place.tenant.issueToken({audience: `${url}/api/v2/`});
    const echoed = {...place, env: {...place.env, AUTH0_DOMAIN: url}};
    const signedIn = {...place, env: {...echoed.env, AUTH0_ACCESS_TOKEN: token}};
    await Promise.all([
      expectNoLeak(echoed, withLog(place, [['check', '--json']])),
      expectNoLeak(signedIn, withLog(place, [['check']])),
    ]);
  } finally {
    server.closeAllConnections();
    server.close();
    await place.close();
  }
});
