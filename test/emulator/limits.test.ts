import {describe, expect, it} from 'vitest';
import {TokenBucket} from '../../src/emulator/limits.js';
import {free} from '../../src/emulator/server.js';
import {demoApi, readAnswer, requestClientToken} from './support/tenant.js';

describe('the token bucket', () => {
  it('allows a burst, then the sustained rate', () => {
    const bucket = new TokenBucket(2, 2, 0);
    expect([bucket.take(0), bucket.take(0), bucket.take(0)]).toEqual([true, true, false]);
    expect([bucket.take(500), bucket.take(500)]).toEqual([true, false]);
    expect(bucket.remaining(60_000)).toBe(2);
  });

  it('resets when it is full again, in whole seconds', () => {
    const bucket = new TokenBucket(2, 2, 10_000);
    expect(bucket.reset(10_000)).toBe(10);
    bucket.take(10_000);
    bucket.take(10_000);
    expect(bucket.reset(10_000)).toBe(11);
    expect(bucket.reset(10_300)).toBe(11);
  });
});

describe('the Management API', () => {
  it('sets the x-ratelimit headers on every response', async () => {
    const api = await demoApi();
    const remaining = async (path: string) =>
      Number((await api.get(path)).headers.get('x-ratelimit-remaining'));
    const {headers} = await api.get('/clients');
    expect(headers.get('x-ratelimit-limit')).toBe('50');
    expect(Number(headers.get('x-ratelimit-reset'))).toBeGreaterThanOrEqual(
      Math.floor(Date.now() / 1000),
    );
    expect(await remaining('/clients/nobody')).toBeLessThan(50);
    expect(await remaining('/nothing')).toBeGreaterThan(40);
  });

  it('refuses a third request within a second on a Free plan', async () => {
    const api = await demoApi({scenario: 'free'});
    const statuses = [];
    for (let i = 0; i < 2; i++) statuses.push((await api.get('/client-grants')).status);
    const third = await api.get('/client-grants');
    expect([...statuses, third.status]).toEqual([200, 200, 429]);
    expect(third.text).toBe(
      '{"statusCode":429,"error":"Too Many Requests","message":"Global limit has been reached","errorCode":"too_many_requests"}',
    );
    expect(third.headers.get('x-ratelimit-remaining')).toBe('0');
    expect(third.headers.has('retry-after')).toBe(false);
    const reset = Number(third.headers.get('x-ratelimit-reset'));
    expect(reset - Date.now() / 1000).toBeLessThanOrEqual(2);
  });

  it('allows requests again at the sustained rate', async () => {
    const plan = {...free, burst: 1, perSecond: 4};
    const api = await demoApi({settings: {plan}});
    const statuses = [(await api.get('/clients')).status, (await api.get('/clients')).status];
    await new Promise(resolve => setTimeout(resolve, 260));
    statuses.push((await api.get('/clients')).status);
    expect(statuses).toEqual([200, 429, 200]);
  });

  it('refuses a third concurrent request on a Free plan', async () => {
    const plan = {...free, burst: 50, perSecond: 50};
    const api = await demoApi({latencyMs: 50, settings: {plan}});
    const getStatus = () => api.get('/client-grants').then(({status}) => status);
    expect((await Promise.all([getStatus(), getStatus(), getStatus()])).sort()).toEqual([
      200, 200, 429,
    ]);
    expect(await getStatus()).toBe(200);
  });

  it('sets retry-after where the settings say so', async () => {
    const api = await demoApi({scenario: 'free', settings: {retryAfter: 'present'}});
    const answers = [];
    for (let i = 0; i < 3; i++) answers.push(await api.get('/client-grants'));
    expect(answers[2]?.headers.get('retry-after')).toBe('1');
    expect(answers[1]?.headers.has('retry-after')).toBe(false);
  });
});

describe('the Authentication API', () => {
  const tooMany = {status: 429, body: {error: 'too_many_requests'}};
  /** The refused ones of that many requests at once. */
  async function countRefused(count: number, send: () => Promise<Response>) {
    const answers = Array.from({length: count}, async () => readAnswer(await send()));
    return (await Promise.all(answers)).filter(({status}) => status === 429);
  }

  it('limits the JWKS to 20 requests per second on a Free plan', async () => {
    const {tenant} = await demoApi({scenario: 'free'});
    const [first] = await countRefused(120, () => fetch(`${tenant.url}/.well-known/jwks.json`));
    expect(first).toMatchObject(tooMany);
    expect(first?.headers.get('x-ratelimit-limit')).toBe('20');
  });

  it('limits registrations to 5 per second', async () => {
    const {tenant} = await demoApi({settings: {dynamicRegistration: 'open'}});
    const register = () => fetch(`${tenant.url}/oidc/register`, {method: 'POST', body: '{}'});
    const [first] = await countRefused(40, register);
    expect(first).toMatchObject(tooMany);
    expect(first?.headers.get('x-ratelimit-limit')).toBe('5');
  });

  it('has a limit as a whole: 300 requests per minute on a Free plan', async () => {
    expect(free.authentication).toEqual({burst: 300, perSecond: 300 / 60});
    const plan = {...free, authentication: {burst: 2, perSecond: 0.001}};
    const {tenant} = await demoApi({settings: {plan}});
    expect((await requestClientToken(tenant, {})).status).toBe(401);
    expect((await fetch(`${tenant.url}/.well-known/jwks.json`)).status).toBe(200);
    expect(await requestClientToken(tenant, {})).toMatchObject(tooMany);
    const [jwks] = await countRefused(1, () => fetch(`${tenant.url}/.well-known/jwks.json`));
    expect(jwks?.headers.get('x-ratelimit-limit')).toBe('2');
  });
});

it('the token endpoint has its own limit', async () => {
  const {tenant} = await demoApi({scenario: 'free'});
  const requests = Array.from({length: 120}, () => requestClientToken(tenant, {audience: 'x'}));
  const answers = await Promise.all(requests);
  const limited = answers.find(answer => answer.status === 429);
  expect(limited?.body).toMatchObject({error: 'too_many_requests'});
});
