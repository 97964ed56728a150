import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import {deflateSync, gzipSync} from 'node:zlib';
import {afterAll, afterEach, describe, expect, it} from 'vitest';
import {parseAddress} from '../../src/auth0/address.js';
import type {Clock} from '../../src/auth0/clock.js';
import {connect} from '../../src/auth0/connect.js';
import {createTokenEndpoint} from '../../src/auth0/token-endpoint.js';
import type {CallEvent} from '../../src/engine/call.js';
import {observe} from '../../src/engine/observe.js';
import {listAllClients, listAllGrants} from '../../src/engine/pages.js';
import type {Change} from '../../src/model/change.js';
import {Secret} from '../../src/model/secrets/secret.js';
import {documented} from '../../src/scenario/documented.js';
import {catchProblem} from './support/failure.js';
import {unsignedToken} from './support/tokens.js';

const {identifier} = documented.resourceServer;
const api = {id: 'rs_1', identifier, name: 'Timesheets API', signing_alg: 'RS256', scopes: []};
const job = {client_id: 'job', name: 'Timesheets Import Job', app_type: 'non_interactive'};
const grant = {id: 'cgr_1', client_id: 'job', audience: identifier, scope: ['batch:upload']};
const page = {total: 1, start: 0, limit: 100, clients: [job]};

type Reply = (response: ServerResponse, request: IncomingMessage) => void;

/** Auth0's normal responses, by the beginning of the path. */
const validResponses: Readonly<Record<string, unknown>> = {
  '/api/v2/resource-servers': api,
  '/api/v2/clients': page,
  '/api/v2/client-grants': {client_grants: [grant]},
  '/oauth/token': {access_token: unsignedToken({sub: 'x'}), token_type: 'Bearer', expires_in: 60},
  '/.well-known/jwks.json': {keys: [{kid: 'k', kty: 'RSA', n: 'AQAB', e: 'AQAB'}]},
};

let replies: Readonly<Record<string, Reply>> = {};
let requests = 0;
let cases = 0;

const server = createServer({maxHeaderSize: 1_000_000}, (request, response) => {
  const {authorization = `Bearer ${token.reveal()}`} = request.headers;
  // Concurrent requests of the test before may still arrive.
  if (authorization !== `Bearer ${token.reveal()}`) {
    response.destroy();
    return;
  }
  requests += 1;
  const path = Object.keys(validResponses).find(each => request.url?.startsWith(each)) ?? '';
  const reply = replies[path];
  if (reply !== undefined) return reply(response, request);
  json(validResponses[path] ?? {})(response, request);
});
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
afterEach(() => {
  token = newToken();
  requests = 0;
  replies = {};
  timeoutMs = 10_000;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
  console.log(`hostile answers: ${cases} cases`);
});
const bound = server.address();
const origin = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
const address = parseAddress(origin, {customDomain: 'refuse'});
let tokens = 0;
let token = newToken();

/** Another for each test. */
function newToken(): Secret {
  tokens += 1;
  const jti = String(tokens);
  return new Secret(unsignedToken({aud: address.managementAudience, scope: 'read:clients', jti}));
}

function body(text: string | Buffer, status = 200, headers: Record<string, string> = {}): Reply {
  return response => {
    response.on('error', () => {});
    response.writeHead(status, {'content-type': 'application/json', ...headers});
    response.end(text);
  };
}

function json(value: unknown, status = 200): Reply {
  return body(JSON.stringify(value), status);
}

/** Retry pauses don't matter here. */
const clock: Clock = {
  now: () => Date.now(),
  date: () => Date.now(),
  schedule(ms, run) {
    const timer = setTimeout(run, ms / 100);
    return () => clearTimeout(timer);
  },
};
let timeoutMs = 10_000;
const transportOptions = () => ({timeoutMs, env: {}, clock});

async function signIn(onCall?: (event: CallEvent) => void) {
  const options = {address, credentials: {kind: 'token', token} as const, ...transportOptions()};
  return await connect({...options, ...(onCall !== undefined && {onCall})});
}

/** A listener makes the transport redact every response. */
async function observeTenant() {
  const {reader} = await signIn(() => {});
  return await observe(reader, {desired: documented, hints: {}});
}

async function requestToken() {
  const endpoint = createTokenEndpoint(address, {onCall: () => {}, ...transportOptions()});
  const credentials = {clientId: 'job', clientSecret: new Secret('a-secret-of-the-job-9d1f')};
  return await endpoint.clientCredentials({...credentials, audience: identifier});
}

const fetchKeys = () =>
  createTokenEndpoint(address, {onCall: () => {}, ...transportOptions()}).keys();

/** Each read, by its path. */
const reads: Readonly<Record<string, () => Promise<unknown>>> = {
  '/api/v2/resource-servers': observeTenant,
  '/api/v2/clients': observeTenant,
  '/api/v2/client-grants': observeTenant,
  '/oauth/token': requestToken,
  '/.well-known/jwks.json': fetchKeys,
};

const nest = (levels: number, open: string, close: string) =>
  `${open.repeat(levels)}1${close.repeat(levels)}`;

/** The normal response with an extra field. */
const withExtraMember = (path: string, member: string) =>
  `{"a_member": ${member}, ${JSON.stringify(validResponses[path]).slice(1)}`;

const dripForever: Reply = response => {
  response.writeHead(200, {'content-type': 'application/json'});
  const timer = setInterval(() => response.write(' '), 20);
  response.on('close', () => clearInterval(timer));
};

/** An endless series of informational responses. */
const informational: Reply = (response, {socket}) => {
  const timer = setInterval(() => socket.write('HTTP/1.1 103 Early Hints\r\n\r\n'), 20);
  socket.on('error', () => {});
  response.on('close', () => clearInterval(timer));
  socket.on('close', () => clearInterval(timer));
};

const raw =
  (text: string): Reply =>
  (_, {socket}) => {
    socket.on('error', () => {});
    socket.write(text);
  };

const kinds: Readonly<Record<string, (path: string) => readonly [Reply, string]>> = {
  'lists in lists, 5,000 deep': path => [
    body(withExtraMember(path, nest(5_000, '[', ']'))),
    'not_auth0',
  ],
  'objects in objects, 1,000,000 deep': path => [
    body(withExtraMember(path, nest(1_000_000, '{"a":', '}'))),
    'not_auth0',
  ],
  'nesting that never closes': () => [body('['.repeat(1_000_000)), 'not_auth0'],
  'an error that is nested': () => [
    body(`{"statusCode":400,"error":"x","message":${nest(5_000, '[', ']')}}`, 400),
    'not_auth0',
  ],
  'ten million values': path => [
    body(withExtraMember(path, `[${'0,'.repeat(10_000_000)}0]`)),
    'not_auth0',
  ],
  'a page of nothing but <title': () => [body('<title'.repeat(200_000)), 'not_auth0'],
  'an error page of nothing but <title>': () => [body('<title>'.repeat(200_000), 400), 'not_auth0'],
  'only white space': () => [body(' \n'.repeat(1_000_000)), 'not_auth0'],
  'an answer of 70 MB': () => [body(Buffer.alloc(70_000_000, ' ')), 'not_auth0'],
  'a bomb in gzip': () => [
    body(gzipSync(Buffer.alloc(200_000_000)), 200, {'content-encoding': 'gzip'}),
    'not_auth0',
  ],
  'unrequested deflate': path => [
    body(deflateSync(JSON.stringify(validResponses[path])), 200, {'content-encoding': 'deflate'}),
    'not_auth0',
  ],
  'invalid gzip': path => [
    body(JSON.stringify(validResponses[path]), 200, {'content-encoding': 'gzip'}),
    'connection_lost',
  ],
  'a flood of headers': path => [
    body(JSON.stringify(validResponses[path]), 200, {'x-flood': 'x'.repeat(100_000)}),
    'connection_lost',
  ],
  'a letter now and then': () => [dripForever, 'timeout'],
  'heads without end': () => [informational, 'timeout'],
  'a change of protocol (101)': () => [
    raw('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n'),
    'not_auth0',
  ],
  'a protocol upgrade without a name': () => [
    raw('HTTP/1.1 101 Switching Protocols\r\n\r\n'),
    'not_auth0',
  ],
  'something behind the answer': path => [
    body(`${JSON.stringify(validResponses[path])}{}`),
    'not_auth0',
  ],
  'letters that are no UTF-8': path => [
    body(Buffer.from(withExtraMember(path, '"J\u00fcrgen"'), 'latin1')),
    'not_auth0',
  ],
  null: () => [json(null), 'not_auth0'],
  'a list': () => [json([]), 'not_auth0'],
  nothing: () => [body(''), 'not_auth0'],
};

/** All responses are handled by the same code, so two paths suffice. */
const heavy = new Set([
  'an answer of 70 MB',
  'a bomb in gzip',
  'ten million values',
  'a letter now and then',
  'heads without end',
  'a flood of headers',
  'invalid gzip',
]);

const statuses = [202, 204, 205, 206, 207, 226, 300, 304, 305, 306] as const;
const paths = Object.keys(reads);

describe('a hostile response ends in bounded time, with an error code', () => {
  it.each(
    paths.flatMap(path =>
      Object.keys(kinds)
        .filter(kind => !heavy.has(kind) || path === '/oauth/token' || path === paths[0])
        .map(kind => ({path, kind})),
    ),
  )('$kind from $path', async ({path, kind}) => {
    const [reply, code] = kinds[kind]?.(path) ?? [json({}), ''];
    replies = {[path]: reply};
    if (code === 'timeout') timeoutMs = 250;
    const problem = await catchProblem(reads[path]?.() ?? Promise.resolve());
    cases += 1;
    expect(problem.code).toBe(code);
    expect(problem.message.length).toBeLessThan(600);
    expect(requests).toBeLessThanOrEqual(8);
  });

  it.each(paths.flatMap(path => statuses.map(status => ({path, status}))))(
    'a $status from $path is not accepted as a response',
    async ({path, status}) => {
      replies = {[path]: json(validResponses[path], status)};
      const problem = await catchProblem(reads[path]?.() ?? Promise.resolve());
      cases += 1;
      expect(problem).toMatchObject({code: 'not_auth0', status});
    },
  );

  it.each([410, 418, 451, 599, 600, 999])('status %i is reported as a failure', async status => {
    replies = {'/api/v2/resource-servers': body('', status)};
    const {code} = await catchProblem(observeTenant());
    cases += 1;
    expect(code).toBe(status < 500 ? 'not_auth0' : 'tenant_error');
  });

  it.each(
    paths.flatMap(path => [
      {
        path,
        name: 'a byte order mark',
        reply: body(`\ufeff${JSON.stringify(validResponses[path])}`),
      },
      {path, name: 'a member twice', reply: body(withExtraMember(path, '1, "a_member": 2'))},
      {
        path,
        name: '__proto__',
        reply: body(withExtraMember(path, '{}, "__proto__": {"clients": 1}')),
      },
      {path, name: '203 of a proxy', reply: json(validResponses[path], 203)},
      {path, name: '201', reply: json(validResponses[path], 201)},
      {
        path,
        name: 'a megabyte of blanks',
        reply: body(withExtraMember(path, `1${' '.repeat(1_000_000)}`)),
      },
    ]),
  )('$name from $path is survived', async ({path, reply}) => {
    replies = {[path]: reply};
    await reads[path]?.();
    cases += 1;
    expect(Object.getPrototypeOf({})).not.toHaveProperty('clients');
  });
});

describe('numbers that are used as a length, a time or an index', () => {
  const numbers = ['1e300', '1e15', '-1', '1.5', '"5"', '1e999', 'null'];
  const places: readonly (readonly [string, string])[] = [
    ['/api/v2/clients', 'total'],
    ['/api/v2/clients', 'start'],
    ['/api/v2/clients', 'limit'],
    ['/api/v2/resource-servers', 'token_lifetime'],
    ['/oauth/token', 'expires_in'],
  ];
  it.each(places.flatMap(([path, member]) => numbers.map(number => ({path, member, number}))))(
    '$member: $number',
    async ({path, member, number}) => {
      const {[member]: _, ...rest} = Object(validResponses[path]);
      replies = {[path]: body(`{"${member}": ${number}, ${JSON.stringify(rest).slice(1)}`)};
      cases += 1;
      // Seconds may be fractional or unknown.
      const tolerated = number === '1.5' || (number === 'null' && member === 'token_lifetime');
      const work = reads[path]?.() ?? Promise.resolve();
      if (tolerated && !(member === 'total' || member === 'start' || member === 'limit'))
        await work;
      else expect((await catchProblem(work)).code).toBe('not_auth0');
    },
  );

  it.each([1e300, 1e17, -1e300])('times in a token: %d', async exp => {
    const jwt = new Secret(
      unsignedToken({aud: address.managementAudience, exp: Math.abs(exp), iat: exp}),
    );
    const {permissions} = await connect({
      address,
      credentials: {kind: 'token', token: jwt},
      env: {},
    });
    cases += 1;
    expect(permissions.size).toBe(0);
  });
});

function pageOf(request: IncomingMessage, of: (index: number) => unknown, total: unknown) {
  const number = Number(new URL(request.url ?? '', origin).searchParams.get('page'));
  const clients = Array.from({length: 100}, (_, index) => of(number * 100 + index));
  return {total, start: number * 100, limit: 100, clients};
}

describe('lists that never end, or end too soon', () => {
  const fresh = (index: number) => ({client_id: `id_${index}`, name: `Application ${index}`});
  const lists: readonly (readonly [string, Reply, number])[] = [
    ['a total of 1e9', (r, q) => json(pageOf(q, fresh, 1e9))(r, q), 1],
    ['a total of 1e12', (r, q) => json(pageOf(q, fresh, 1e12))(r, q), 1],
    [
      'the same ones on every page',
      (r, q) => json(pageOf(q, index => fresh(index % 100), 50_000))(r, q),
      11,
    ],
    ['one application, many times', (r, q) => json(pageOf(q, () => fresh(1), 50_000))(r, q), 11],
    [
      'empty pages after the first',
      (r, q) => {
        const {clients, ...rest} = pageOf(q, fresh, 50_000);
        json({...rest, clients: rest.start === 0 ? clients : []})(r, q);
      },
      11,
    ],
    ['an empty first page of 500', json({total: 500, start: 0, limit: 100, clients: []}), 1],
    [
      'less than half of the only page',
      (r, q) =>
        json({...pageOf(q, fresh, 100), clients: Array.from({length: 40}, (_, at) => fresh(at))})(
          r,
          q,
        ),
      1,
    ],
    [
      'pages of 100,000',
      (r, q) => {
        const clients = Array.from({length: 100_000}, (_, index) => fresh(index));
        json({total: 200_000, start: 0, limit: 100, clients})(r, q);
      },
      11,
    ],
  ];
  it.each(lists)('applications: %s', async (_, reply, maxRequests) => {
    replies = {'/api/v2/clients': reply};
    const {reader} = await signIn();
    const problem = await catchProblem(listAllClients(reader));
    cases += 1;
    expect(problem.code).toBe('not_auth0');
    expect(requests).toBeLessThanOrEqual(maxRequests);
  });

  it('pages beyond the reported total are read too', async () => {
    const pageFor = (q: IncomingMessage) => {
      const {start, clients, ...rest} = pageOf(q, fresh, 0);
      const here = clients.slice(0, Math.max(0, 450 - start));
      return {...rest, start, clients: here, total: start === 0 ? 150 : 450};
    };
    replies = {'/api/v2/clients': (r, q) => json(pageFor(q))(r, q)};
    const {reader} = await signIn();
    expect(await listAllClients(reader)).toHaveLength(450);
    replies = {'/api/v2/clients': (r, q) => json({...pageFor(q), total: 100})(r, q)};
    expect(await listAllClients(reader)).toHaveLength(100);
    replies = {'/api/v2/clients': (r, q) => json({...pageFor(q), total: 20})(r, q)};
    expect(await listAllClients(reader)).toHaveLength(450);
    cases += 3;
  });

  let served = 0;
  const grants = (next: () => string, id: () => string) => () =>
    json({client_grants: [{...grant, id: id()}], next: next()});
  it.each([
    [
      'a new next and a new grant each time',
      grants(
        () => `n${served}`,
        () => `g${served}`,
      ),
      1_000,
    ],
    [
      'a repeated next',
      grants(
        () => 'again',
        () => `g${served}`,
      ),
      2,
    ],
    [
      'a cycle of nexts',
      grants(
        () => `n${served % 3}`,
        () => `g${served}`,
      ),
      4,
    ],
    [
      'a next of a megabyte',
      grants(
        () => 'n'.repeat(1_000_000),
        () => 'g',
      ),
      1,
    ],
  ] as const)('grants: %s', async (_, replyOf, maxRequests) => {
    served = 0;
    replies = {
      '/api/v2/client-grants': (response, request) => {
        served += 1;
        replyOf()(response, request);
      },
    };
    const {reader} = await signIn();
    const problem = await catchProblem(listAllGrants(reader, {audience: identifier}, undefined));
    cases += 1;
    expect(problem.code).toBe('not_auth0');
    expect(requests).toBeLessThanOrEqual(maxRequests);
  });
});

describe('ids that become part of a path', () => {
  const evil = [
    '',
    '.',
    '..',
    '../clients',
    'a/b',
    'a\\b',
    '%2e%2e',
    'a?b',
    'a#b',
    'a b',
    'a\u0000',
    '\ud800',
  ];
  it.each(evil)('%j is rejected as the id of an API, an application or a grant', async id => {
    for (const [path, body] of [
      ['/api/v2/resource-servers', {...api, id}],
      ['/api/v2/clients', {...page, clients: [{...job, client_id: id}]}],
      ['/api/v2/client-grants', {client_grants: [{...grant, id}]}],
      // A grant without a client is a default for third parties.
      ['/api/v2/client-grants', {client_grants: [{...grant, client_id: id || '.'}]}],
    ] as const) {
      replies = {[path]: json(body)};
      expect((await catchProblem(observeTenant())).code).toBe('not_auth0');
      cases += 1;
    }
  });

  const changes: readonly ((id: string) => Change)[] = [
    id => ({action: 'update', resource: 'resource-server', id, set: {name: 'x'}}),
    id => ({action: 'delete', resource: 'resource-server', id}),
    id => ({action: 'update', resource: 'client', id, set: {name: 'x'}}),
    id => ({action: 'delete', resource: 'client', id}),
    id => ({action: 'update', resource: 'client-grant', id, set: {scope: []}}),
    id => ({action: 'delete', resource: 'client-grant', id}),
  ];
  it.each(['', '.', '..', '\ud800'])('%j is sent in no request', async id => {
    const {tenant} = await signIn();
    for (const change of changes) {
      expect((await catchProblem(tenant.perform(change(id)))).code).toBe('refused');
      cases += 1;
    }
    for (const read of [tenant.client(id), tenant.resourceServer(id)]) {
      expect((await catchProblem(read)).code).toBe('refused');
    }
    expect(requests).toBe(0);
  });
});

describe('a write', () => {
  const change: Change = {
    action: 'create',
    resource: 'resource-server',
    set: {identifier, name: 'x'},
  };
  it.each([202, 204, 206, 304])('with the response %i has an unknown effect', async status => {
    const {tenant} = await signIn();
    replies = {'/api/v2/resource-servers': json(api, status)};
    const problem = await catchProblem(tenant.perform(change));
    cases += 1;
    expect(problem).toMatchObject({code: 'not_auth0', effect: 'unknown', status});
    expect(requests).toBe(1);
  });

  it('with the response 200 instead of 201 succeeds', async () => {
    const {tenant} = await signIn();
    replies = {'/api/v2/resource-servers': json(api, 200)};
    expect(await tenant.perform(change)).toMatchObject({status: 200});
  });
});

it('can be interrupted while the server never responds', async () => {
  replies = {'/api/v2/resource-servers': dripForever};
  const {reader} = await signIn();
  const interruption = new AbortController();
  setTimeout(() => interruption.abort(), 50);
  const work = reader.resourceServer(identifier, interruption.signal);
  expect((await catchProblem(work)).code).toBe('interrupted');
});
