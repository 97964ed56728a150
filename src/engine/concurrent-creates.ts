import {isDeepStrictEqual} from 'node:util';
import type {Desired} from '../model/blueprint.js';
import {snapshotOf, withoutSecretFields} from '../model/change.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {withReading} from './apply-change.js';
import {
  defaultSleep,
  type ExecutedChange,
  type ExecutionContext,
  executeOnce,
  monotonicNow,
} from './execute-change.js';
import {listAllClients, listAllGrants} from './pages.js';
import {readObject} from './reread.js';
import {maySelectByName, selectClient} from './select-client.js';
import type {Client} from './tenant.js';

/*
 * In Auth0, API identifiers are unique but application names are not. Of two runs on a fresh
 * tenant, one creates the API and continues; the other gets a 409 and waits for what the first
 * creates. If the API already exists, neither gets a 409. Then a run that creates the application
 * waits before using it, for longer than its list of applications could have been out of date. So
 * at least one of the two runs sees both applications, and both agree on which one stays.
 */

/** Pauses (ms) between looks for the application of the run that created the API. */
const applicationPausesMs = [250, 500, 1_000, 1_500, 2_000, 2_000];
/** In ms: how old a list can be when an application is created, plus the time of two responses. */
const settleMs = 1_500;
/** Of that (ms), for an application to show up in a list. */
const marginMs = 500;
/** Pauses (ms) between looks for the grant that shows which application another run uses. */
const grantPausesMs = [500, 500, 1_000];

/** Another run has just created the API: wait for its application, and use that one. */
export async function awaitApplication(
  {tenant, signal, sleep = defaultSleep, now = monotonicNow}: ExecutionContext,
  desired: Desired,
  observed: Observed,
): Promise<Observed> {
  if (selectClient(desired, observed).kind !== 'none') return observed;
  const {audience} = observed;
  let clientGrants = await listAllGrants(tenant, {audience}, signal);
  for (const pause of applicationPausesMs) {
    if (clientGrants.some(({subjectType}) => subjectType === 'client')) break;
    await waitOrInterrupt(sleep(pause, signal));
    clientGrants = await listAllGrants(tenant, {audience}, signal);
  }
  const grantsAt = now();
  const clients = await listAllClients(tenant, signal);
  return {
    ...observed,
    clients,
    clientList: 'complete',
    clientGrants,
    grantList: 'complete',
    readAt: {...observed.readAt, client: now(), 'client-grant': grantsAt},
  };
}

/** `list`: other runs may have created an application meanwhile. `wait-and-list`: or do so right now. */
export type Precaution = 'none' | 'list' | 'wait-and-list';

/**
 * A run that created the API has its application seen by every other run that settles, if it is
 * there soon enough. If that took longer, another run may have settled before, and have seen none.
 */
export function choosePrecaution(
  {resourceServer, created, readAt}: Observed,
  now: number,
): Precaution {
  if (resourceServer === undefined || !created.has(resourceServer.id)) return 'wait-and-list';
  return now - readAt['resource-server'] < settleMs - marginMs ? 'none' : 'list';
}

export interface YieldResult {
  readonly observed: Observed;
  /** The deletion of this run's own application, when the other one stays. */
  readonly deleted: ExecutedChange;
}

/**
 * Called after creating an application on an existing API. If another run created one with that
 * name at the same moment, one of the two is deleted. Undefined if this run's stays.
 * Throws `Problem` conflict if this run's is not needed and can't be deleted.
 */
export async function yieldToConcurrentRun(
  context: ExecutionContext,
  steps: readonly string[],
  own: Client,
  precaution: Exclude<Precaution, 'none'>,
): Promise<YieldResult | undefined> {
  const {tenant, signal, observed, sleep = defaultSleep, now = monotonicNow} = context;
  const known = new Set(observed.clients.map(({clientId}) => clientId));
  if (precaution === 'wait-and-list') await waitOrInterrupt(sleep(settleMs, signal));
  const rivals = (await listAllClients(tenant, signal)).filter(
    client =>
      client.name === own.name &&
      client.clientId !== own.clientId &&
      !known.has(client.clientId) &&
      client.clientId !== tenant.ownClientId &&
      maySelectByName(client),
  );
  if (rivals.length === 0) return undefined;
  const winner = await chooseWinner(context, [own, ...rivals]);
  if (winner.clientId === own.clientId) return undefined;

  const change = {action: 'delete', resource: 'client', id: own.clientId} as const;
  const at = now();
  const withOwn = withReading(observed, change, {kind: 'client', value: own}, at);
  const deletion = await deleteUnused({...context, observed: withOwn}, steps, own).catch(
    (error: unknown) => {
      if (!(error instanceof Problem) || error.code === 'interrupted') throw error;
      throw surplusApplicationProblem(own, winner, error);
    },
  );
  if (deletion === undefined) throw surplusApplicationProblem(own, winner, undefined);
  const update = {action: 'update', resource: 'client', id: winner.clientId, set: {}} as const;
  const current = await readObject(tenant, observed, update, signal);
  return {observed: withReading(observed, update, current, now()), deleted: deletion};
}

/** The one with a grant on the API, else the first by id, so that both runs choose the same. */
async function chooseWinner(
  {tenant, observed: {audience}, signal, sleep = defaultSleep}: ExecutionContext,
  candidates: readonly [Client, ...Client[]],
): Promise<Client> {
  for (const pause of [0, ...grantPausesMs]) {
    await waitOrInterrupt(sleep(pause, signal));
    const grants = await listAllGrants(tenant, {audience}, signal);
    const holders = new Set(grants.map(({clientId}) => clientId));
    const holder = candidates.find(({clientId}) => holders.has(clientId));
    if (holder !== undefined) return holder;
  }
  return candidates.reduce((first, other) => (other.clientId < first.clientId ? other : first));
}

/** Deletes an application that this run has just created, if it is unchanged and unused. */
async function deleteUnused(
  context: ExecutionContext,
  steps: readonly string[],
  own: Client,
): Promise<ExecutedChange | undefined> {
  const {tenant, observed, signal, now = monotonicNow} = context;
  const change = {action: 'delete', resource: 'client', id: own.clientId} as const;
  const [current, grants] = await Promise.all([
    readObject(tenant, observed, change, signal),
    listAllGrants(tenant, {clientId: own.clientId}, signal),
  ]);
  if (grants.length > 0 || current.kind !== 'client') return undefined;
  const created = snapshotOf('client', own);
  if (!isDeepStrictEqual(withoutSecretFields(current), withoutSecretFields(created))) {
    return undefined;
  }
  const fresh = withReading(observed, change, current, now());
  const tried = await executeOnce(
    {...context, observed: fresh},
    {steps, change, breaks: []},
    undefined,
  );
  if (tried.kind === 'failed') throw tried.problem;
  if (tried.problem !== undefined) throw tried.problem;
  return tried;
}

function surplusApplicationProblem(
  own: Client,
  winner: Client,
  cause: Problem | undefined,
): Problem {
  const why = cause === undefined ? '' : ` ${cause.message}`;
  return new Problem('conflict', {
    message: `Another run created the application “${own.name}” at the same time, so the tenant now has two. Keep ${winner.clientId}. This run could not delete its own, ${own.clientId}.${why}`,
    hint: `Delete ${own.clientId} in the Dashboard under Applications, then run this tool again.`,
    cause,
  });
}

async function waitOrInterrupt(rest: Promise<unknown>): Promise<void> {
  try {
    await rest;
  } catch (cause) {
    throw new Problem('interrupted', {
      message: 'Interrupted while another run was changing this tenant.',
      hint: 'Run this tool again. It continues where it stopped.',
      cause,
    });
  }
}
