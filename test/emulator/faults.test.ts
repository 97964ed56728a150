import {request} from 'node:http';
import {describe, expect, it, vi} from 'vitest';
import {FaultInjector, type FaultKind, faultKinds} from '../../src/emulator/faults.js';
import {audience, demoApi, encoded, findApi} from './support/tenant.js';

describe('which request a fault rule applies to', () => {
  const matchedKinds = (
    rules: ConstructorParameters<typeof FaultInjector>[0],
    requests: string[],
  ) => {
    const injector = new FaultInjector(rules);
    return requests.map(line => {
      const [method = '', path = ''] = line.split(' ');
      return injector.match(method, path)?.kind ?? '-';
    });
  };

  it('every request by default', () => {
    expect(matchedKinds([{kind: '500'}], ['GET /a', 'POST /b'])).toEqual(['500', '500']);
  });

  it('the nth request that matches method and path', () => {
    const rule = {kind: '503', method: 'POST', path: '/api/v2/clients*', nth: 2} as const;
    const requests = [
      'POST /api/v2/clients',
      'GET /api/v2/clients',
      'POST /api/v2/client-grants',
      'POST /api/v2/clients/x/rotate-secret',
      'POST /api/v2/clients',
    ];
    expect(matchedKinds([rule], requests)).toEqual(['-', '-', '-', '503', '-']);
  });

  it('a list of requests, or all from one on', () => {
    const requests = ['GET /a', 'GET /a', 'GET /a', 'GET /a'];
    expect(matchedKinds([{kind: '500', nth: [1, 3]}], requests)).toEqual(['500', '-', '500', '-']);
    expect(matchedKinds([{kind: 'hang', nth: {from: 3}}], requests)).toEqual([
      '-',
      '-',
      'hang',
      'hang',
    ]);
  });

  it('the rule that was added first, and no removed rule', () => {
    const injector = new FaultInjector();
    const remove = injector.add({kind: '500'});
    injector.add({kind: '503'});
    expect(injector.match('GET', '/')?.kind).toBe('500');
    remove();
    expect(injector.match('GET', '/')?.kind).toBe('503');
    injector.clear();
    expect(injector.match('GET', '/')).toBeUndefined();
  });
});

/** What a client sees of a PATCH under that fault, and whether the write happened. */
async function requestWithFault(kind: FaultKind) {
  const api = await demoApi();
  const {tenant} = api;
  tenant.faults.add({
    kind,
    nth: 1,
    delayMs: kind.startsWith('late-') ? 400 : 60,
    fields: {name: 'Distorted'},
    answer: {status: 202, body: 'odd', headers: {'content-type': 'text/odd'}},
  });
  const started = performance.now();
  const seen = await new Promise<string>(resolve => {
    const outgoing = request(
      `${tenant.url}/api/v2/resource-servers/${encoded(audience)}`,
      {
        method: 'PATCH',
        headers: {
          authorization: `Bearer ${tenant.accessToken}`,
          'content-type': 'application/json',
        },
      },
      response => {
        const chunks: Buffer[] = [];
        const status = `${response.statusCode} ${response.headers['content-type']?.split(';')[0]}`;
        const timer = setTimeout(() => resolve(`${status} stalled`), 150);
        response.on('data', chunk => chunks.push(chunk));
        response.on('error', () => resolve(`${status} cut short`));
        response.on('end', () => {
          clearTimeout(timer);
          resolve(`${status} ${Buffer.concat(chunks).length > 0 ? 'whole' : 'empty'}`);
        });
      },
    );
    outgoing.on('error', () => resolve('connection lost'));
    outgoing.setTimeout(300, () => resolve('silence'));
    outgoing.end('{"name":"Renamed"}');
  });
  const tookMs = performance.now() - started;
  return {seen, tookMs, name: findApi(tenant).name, api};
}

describe('what a client receives', () => {
  const untouched = 'Timesheets API';
  const expected: {readonly [kind in FaultKind]: readonly [string, string]} = {
    '429-reset': ['429 application/json whole', untouched],
    '429-retry-after': ['429 application/json whole', untouched],
    '429-bare': ['429 application/json whole', untouched],
    'used-up': ['200 application/json whole', 'Renamed'],
    '500': ['500 application/json whole', untouched],
    '502-html': ['502 text/html whole', untouched],
    '503': ['503 application/json whole', untouched],
    'reset-before': ['connection lost', untouched],
    'reset-after': ['connection lost', 'Renamed'],
    hang: ['silence', untouched],
    truncated: ['200 application/json cut short', 'Renamed'],
    stalled: ['200 application/json stalled', 'Renamed'],
    'html-200': ['200 text/html whole', untouched],
    'token-expired': ['401 application/json whole', untouched],
    'permission-withdrawn': ['403 application/json whole', untouched],
    slow: ['200 application/json whole', 'Renamed'],
    'store-differently': ['200 application/json whole', 'Distorted'],
    'late-after-reset': ['connection lost', untouched],
    'late-after-504': ['504 application/json whole', untouched],
    answer: ['202 text/odd whole', untouched],
  };

  it.each(faultKinds)('%s', async kind => {
    const {seen, name, api, tookMs} = await requestWithFault(kind);
    expect([seen, name]).toEqual(expected[kind]);
    if (kind === 'slow') expect(tookMs).toBeGreaterThan(55);
    expect((await api.get('/client-grants')).status).toBe(200);
  });
});

describe('a late write', () => {
  it.each(['late-after-reset', 'late-after-504'] as const)(
    '%s still stores the write, and records its status and body',
    async kind => {
      const {name, api} = await requestWithFault(kind);
      expect(name).toBe('Timesheets API');
      await vi.waitFor(() => expect(findApi(api.tenant).name).toBe('Renamed'), 5_000);
      const [{body, status} = {body: undefined, status: -1}] = api.tenant.requests.filter(
        ({method}) => method === 'PATCH',
      );
      expect([body, status]).toEqual([{name: 'Renamed'}, 0]);
    },
  );
});

describe('fault responses', () => {
  it.each([
    [{status: 401, body: {error: 'server_error'}}, 401, '{"error":"server_error"}', /json/],
    [{status: 503, body: ''}, 503, '', /text/],
    [{status: 403, body: {}}, 403, '{}', /json/],
    [{status: 204}, 204, '', /^$/],
    [{}, 200, '', /^$/],
  ] as const)('%j in place of its own', async (answer, status, text, type) => {
    const api = await demoApi({faults: [{kind: 'answer', answer, path: '/oauth/token'}]});
    const response = await fetch(`${api.tenant.url}/oauth/token`, {method: 'POST', body: 'x'});
    expect([response.status, await response.text()]).toEqual([status, text]);
    expect(response.headers.get('content-type') ?? '').toMatch(type);
  });

  it.each([
    ['429-reset', ['x-ratelimit-reset']],
    ['429-retry-after', ['retry-after']],
    ['429-bare', []],
  ] as const)('%s carries %j', async (kind, names) => {
    const api = await demoApi({faults: [{kind, seconds: 3}]});
    const {headers} = await api.get('/clients');
    const hints = ['x-ratelimit-reset', 'retry-after'].filter(name => headers.has(name));
    expect(hints).toEqual(names);
    if (kind === '429-retry-after') expect(headers.get('retry-after')).toBe('3');
  });

  it('permission-withdrawn names the scope that the request needs', async () => {
    const api = await demoApi({faults: [{kind: 'permission-withdrawn', method: 'PATCH'}]});
    expect(await api.patch('/client-grants/x', {})).toMatchObject({
      body: {message: 'Insufficient scope, expected any of: update:client_grants'},
    });
  });

  it('store-differently drops a field silently', async () => {
    const api = await demoApi({faults: [{kind: 'store-differently', fields: {scopes: null}}]});
    const wish = {identifier: 'x', scopes: [{value: 'a'}]};
    const {status, text} = await api.post('/resource-servers', wish);
    expect(status).toBe(201);
    expect(text).not.toContain('scopes');
  });
});
