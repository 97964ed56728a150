import {expect, test} from 'vitest';
import {connect} from '../../src/auth0/connect.js';
import type {CallEvent} from '../../src/engine/call.js';
import {Secret} from '../../src/model/secrets/secret.js';
import {catchProblem} from './support/failure.js';
import {json, type Reply, startScriptedServer, tooMany} from './support/scripted.js';
import {unsignedToken} from './support/tokens.js';

const api = {id: 'rs_1', identifier: 'urn:api', name: 'API'};
const epochInAnHour = () => String(Math.floor(Date.now() / 1_000) + 3_600);
const change = {
  action: 'update',
  resource: 'resource-server',
  id: 'rs_1',
  set: {name: 'API'},
} as const;

/** A tenant with scripted responses, and the call log. */
async function connectTo(...replies: readonly Reply[]) {
  const server = await startScriptedServer(...replies);
  const token = new Secret(unsignedToken({aud: server.address.managementAudience}));
  const events: CallEvent[] = [];
  const {tenant} = await connect({
    address: server.address,
    credentials: {kind: 'token', token},
    onCall: event => events.push(event),
  });
  return {tenant, events, seen: server.received};
}

test.each<Record<string, string>>([
  {'retry-after': '999999999'},
  {'retry-after': '9'.repeat(40)},
  {'retry-after': 'Fri, 31 Dec 9999 23:59:59 GMT'},
  {'x-ratelimit-remaining': '0', 'x-ratelimit-reset': epochInAnHour()},
])('fails at once instead of waiting longer than a minute: %j', async headers => {
  const {tenant, events, seen} = await connectTo(json(200, api), json(429, tooMany, headers));
  await tenant.resourceServer('urn:api');
  for (const ask of [() => tenant.resourceServer('urn:api'), () => tenant.perform(change)]) {
    const problem = await catchProblem(ask());
    expect(problem).toMatchObject({code: 'rate_limited', effect: 'none', retry: undefined});
    expect(problem.message).toMatch(
      /Try again in (59 min|1 h|1 h 1 min|\d+ days|more than a year)\.$/,
    );
  }
  // The second request is not sent.
  expect(seen).toHaveLength(2);
  expect(events.some(({type}) => type === 'waiting')).toBe(false);
});

test('fails the next request locally if the quota is used up for an hour', async () => {
  const headers = {'x-ratelimit-remaining': '0', 'x-ratelimit-reset': epochInAnHour()};
  const {tenant, seen} = await connectTo(json(200, api, headers));
  await tenant.resourceServer('urn:api');
  expect((await catchProblem(tenant.perform(change))).code).toBe('rate_limited');
  expect(seen).toHaveLength(1);
});

test('sends a write once, and reports when it may be retried', async () => {
  const {tenant, events, seen} = await connectTo(
    json(200, api),
    json(429, tooMany, {'retry-after': '1'}),
    json(503, {}),
    json(200, api),
  );
  await tenant.resourceServer('urn:api');
  const refused = await catchProblem(tenant.perform(change));
  expect(refused).toMatchObject({
    code: 'rate_limited',
    effect: 'none',
    retry: {reason: 'rate-limit', afterMs: 1_050, attempt: 1},
  });
  expect(seen).toHaveLength(2);
  // Delayed by that response, it isn't sent with an outdated reading.
  const held = await catchProblem(tenant.perform(change, {leaveWithinMs: 500}));
  expect(held.retry?.afterMs).toBeGreaterThan(500);
  expect(seen).toHaveLength(2);

  if (refused.retry === undefined) throw new Error('it may be tried again');
  await tenant.wait(change, refused.retry);
  const after = refused.retry;
  const failed = await catchProblem(tenant.perform(change, {leaveWithinMs: 1_000, after}));
  expect(failed).toMatchObject({
    code: 'tenant_error',
    effect: 'unknown',
    retry: {reason: 'retry', call: after.call, attempt: 2},
  });
  expect(seen).toHaveLength(3);
  const eventTypes = events.filter(event => event.id === after.call).map(({type}) => type);
  expect(eventTypes).toEqual(['sent', 'answered', 'waiting', 'waited', 'sent', 'answered']);
});

test('aborts a wait at once', async () => {
  const {tenant} = await connectTo(json(200, api));
  const abort = new AbortController();
  const retry = {reason: 'rate-limit', afterMs: 60_000, call: 1, attempt: 1} as const;
  const waiting = tenant.wait(change, retry, abort.signal);
  abort.abort(new Error('Ctrl-C'));
  await expect(waiting).rejects.toThrow('Ctrl-C');
});
