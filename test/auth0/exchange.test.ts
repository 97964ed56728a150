import {gzipSync} from 'node:zlib';
import {describe, expect, it} from 'vitest';
import {exchange} from '../../src/auth0/exchange.js';
import {selectRoute} from '../../src/auth0/proxy.js';
import type {HttpRequest} from '../../src/auth0/raw-request.js';
import {catchProblem} from './support/failure.js';
import {
  cutOff,
  hang,
  html,
  json,
  type Reply,
  reset,
  stall,
  startScriptedServer,
  text,
} from './support/scripted.js';

async function startExchange(reply: Reply, more: Partial<HttpRequest> = {}, timeout = 2_000) {
  const server = await startScriptedServer(reply);
  const url = new URL('/api/v2/clients', server.origin);
  const request: HttpRequest = {
    method: 'GET',
    url,
    headers: {accept: 'x/y'},
    repeat: 'safe',
    ...more,
  };
  return {seen: server.received, response: exchange(request, timeout, selectRoute(url, {}))};
}

describe('exchange', () => {
  it('sends headers and body unchanged, and reads status, headers and JSON', async () => {
    const body = '{"name":"Ü"}';
    const request = {method: 'POST', body, repeat: 'once'} as const;
    const {seen, response} = await startExchange(
      json(201, {id: 1}, {'X-RateLimit-Limit': '2'}),
      request,
    );
    const {status, headers, json: content} = await response;
    expect([status, headers.get('x-ratelimit-limit'), content]).toEqual([201, '2', {id: 1}]);
    expect(headers.get('retry-after')).toBeNull();
    expect(seen[0]).toMatchObject({
      method: 'POST',
      body,
      headers: {accept: 'x/y', 'content-length': '13', 'user-agent': 'timesheets-setup'},
    });
  });

  it('decompresses compressed responses', async () => {
    const {response} = await startExchange((_, response) => {
      response.writeHead(200, {'content-encoding': 'gzip'});
      response.end(gzipSync('{"packed": true}'));
    });
    expect((await response).json).toEqual({packed: true});
  });

  it.each<[string, Reply, string]>([
    ['a reset', reset, 'connection_lost'],
    ['half a body', cutOff, 'connection_lost'],
    [
      'half a compressed body',
      (_, response) => {
        response.writeHead(200, {'content-encoding': 'gzip'});
        response.end(gzipSync('{"packed": true}').subarray(0, 12));
      },
      'connection_lost',
    ],
    ['no response', hang, 'timeout'],
    ['half a response that stalls', stall, 'timeout'],
    ['a redirect', text(302, '', {location: 'https://portal.example/'}), 'redirected'],
    ['a web page', html(200, 'Log in'), 'not_auth0'],
  ])('maps %s to a problem', async (_, reply, code) => {
    const {response} = await startExchange(reply, {method: 'PATCH', repeat: 'once'}, 300);
    const problem = await catchProblem(response);
    expect(problem.code).toBe(code);
    expect(problem.effect).toBe(code === 'redirected' ? 'none' : 'unknown');
  });

  it('rejects with `interrupted` when the signal is aborted', async () => {
    const {signal, abort} = createAbort();
    const {response} = await startExchange(hang, {signal});
    setTimeout(abort, 50);
    expect((await catchProblem(response)).code).toBe('interrupted');
  });

  it('reports a refused connection', async () => {
    const url = new URL('http://127.0.0.1:1/');
    const request: HttpRequest = {method: 'GET', url, headers: {}, repeat: 'safe'};
    const problem = await catchProblem(exchange(request, 2_000, selectRoute(url, {})));
    expect(problem.code).toBe('unreachable');
  });
});

function createAbort() {
  const controller = new AbortController();
  return {signal: controller.signal, abort: () => controller.abort()};
}
