import {expect, test} from 'vitest';
import {
  type ExecutionContext,
  executeOnce,
  type FailedAttempt,
} from '../../src/engine/execute-change.js';
import type {Client, Tenant} from '../../src/engine/tenant.js';
import {Problem} from '../../src/model/errors.js';
import {documented} from '../../src/scenario/documented.js';
import {fakeTenant} from '../support/fake-tenant.js';
import {noJournal} from '../support/no-journal.js';
import {grant, job, observed} from './observed.js';

const lost = new Problem('unreachable', {message: 'No answer.', hint: '', effect: 'unknown'});
const nowhere = new Problem('not_found', {message: 'Not there.', hint: ''});

function context(tenant: Tenant): ExecutionContext {
  const before = observed({clients: [], clientGrants: []});
  return {tenant, journal: noJournal, observed: before, sleep: async () => {}};
}

test('an application whose create got no response is not created twice, even if it was stored differently', async () => {
  const clients: Client[] = [];
  let sent = 0;
  const tenant: Tenant = {
    ...fakeTenant({resourceServers: [], clients, grants: []}),
    clients: async () => ({items: clients, more: false}),
    perform: async () => {
      sent += 1;
      clients.push({...job, appType: 'regular_web'});
      throw lost;
    },
  };
  const set = {name: job.name, appType: 'non_interactive'};
  const write = {
    steps: ['application'],
    change: {action: 'create', resource: 'client', set},
    breaks: [],
  } as const;
  const {problem} = await executeOnce(context(tenant), write, undefined);
  expect(problem).toMatchObject({code: 'stored_differently'});
  expect(sent).toBe(1);
});

test('a 404 for a grant on a new API is retried', async () => {
  let sent = 0;
  const tenant: Tenant = {
    ...fakeTenant({resourceServers: [], clients: [], grants: []}),
    perform: async () => {
      sent += 1;
      if (sent < 3) throw nowhere;
      const written = {kind: 'client-grant', value: grant} as const;
      return {method: 'POST', path: '/api/v2/client-grants', status: 201, snapshot: written};
    },
  };
  const {scope} = documented.clientGrant;
  const {audience, clientId} = grant;
  const change = {
    action: 'create',
    resource: 'client-grant',
    clientId,
    audience,
    set: {scope},
  } as const;
  let earlier: FailedAttempt | undefined;
  for (;;) {
    const tried = await executeOnce(
      context(tenant),
      {steps: ['access'], change, breaks: []},
      earlier,
    );
    if (tried.kind === 'failed') earlier = tried;
    else {
      expect(tried.applied.status).toBe(201);
      break;
    }
  }
  expect(sent).toBe(3);
});
