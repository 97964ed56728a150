import {isDeepStrictEqual} from 'node:util';
import type {Desired} from '../model/blueprint.js';
import {snapshotOf, withoutSecretFields} from '../model/change.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {withReading} from './apply-change.js';
import {
  asleep,
  clock,
  type ExecutedChange,
  type ExecutionContext,
  executeOnce,
} from './execute-change.js';
import {everyClient, everyGrant} from './pages.js';
import {readObject} from './reread.js';
import {mayBeTakenByName, selectClient} from './select-client.js';
import type {Client} from './tenant.js';

/*
 * Application names are not unique in Auth0, API identifiers are. Of two runs on a fresh tenant one
 * creates the API, and goes on at once; the other gets its 409 and waits for what the first one
 * creates. Where the API is there already nobody gets a 409. Then whoever creates the application
 * waits before it uses it, for longer than the list that it was missing from could have been old:
 * so of two at least one sees both, and both agree which one stays.
 */

/** Milliseconds between looks for the application of the run that created the API. */
const untilCreated = [250, 500, 1_000, 1_500, 2_000, 2_000];
/** Milliseconds: the age that a list may have when an application is created, and two answers. */
const settleMs = 1_500;
/** Milliseconds between looks for the grant by which another run shows which one it uses. */
const untilGranted = [500, 500, 1_000];

/** Somebody else created the API a moment ago: their application, once it is there, is ours. */
export async function awaitApplication(
  {tenant, signal, sleep = asleep, now = clock}: ExecutionContext,
  desired: Desired,
  observed: Observed,
): Promise<Observed> {
  if (selectClient(desired, observed).kind !== 'none') return observed;
  const {audience} = observed;
  let clientGrants = await everyGrant(tenant, {audience}, signal);
  for (const pause of untilCreated) {
    if (clientGrants.some(({subjectType}) => subjectType === 'client')) break;
    await resting(sleep(pause, signal));
    clientGrants = await everyGrant(tenant, {audience}, signal);
  }
  const grantsAt = now();
  const clients = await everyClient(tenant, signal);
  return {
    ...observed,
    clients,
    everyClient: 'read',
    clientGrants,
    everyGrant: 'read',
    readAt: {...observed.readAt, client: now(), 'client-grant': grantsAt},
  };
}

export interface Settled {
  readonly observed: Observed;
  /** The deletion of our own application, where another one stays. */
  readonly deleted: ExecutedChange;
}

/**
 * After an application was created on an API that was there before: where another run created one
 * of that name at the same moment, one of the two goes. Nothing where ours stays.
 * Throws `Problem` conflict where ours is not needed and can't be deleted.
 */
export async function yieldToOther(
  context: ExecutionContext,
  steps: readonly string[],
  own: Client,
): Promise<Settled | undefined> {
  const {tenant, signal, observed, sleep = asleep, now = clock} = context;
  const known = new Set(observed.clients.map(({clientId}) => clientId));
  await resting(sleep(settleMs, signal));
  const rivals = (await everyClient(tenant, signal)).filter(
    client =>
      client.name === own.name &&
      client.clientId !== own.clientId &&
      !known.has(client.clientId) &&
      client.clientId !== tenant.ownClientId &&
      mayBeTakenByName(client),
  );
  if (rivals.length === 0) return undefined;
  const winner = await winnerAmong(context, [own, ...rivals]);
  if (winner.clientId === own.clientId) return undefined;

  const change = {action: 'delete', resource: 'client', id: own.clientId} as const;
  const at = now();
  const withOwn = withReading(observed, change, {kind: 'client', value: own}, at);
  const deletion = await deleteUnused({...context, observed: withOwn}, steps, own).catch(
    (error: unknown) => {
      if (!(error instanceof Problem) || error.code === 'interrupted') throw error;
      throw notNeeded(own, winner, error);
    },
  );
  if (deletion === undefined) throw notNeeded(own, winner, undefined);
  const update = {action: 'update', resource: 'client', id: winner.clientId, set: {}} as const;
  const current = await readObject(tenant, observed, update, signal);
  return {observed: withReading(observed, update, current, now()), deleted: deletion};
}

/** The one that holds a grant on the API; where none does, the first by id, for both runs alike. */
async function winnerAmong(
  {tenant, observed: {audience}, signal, sleep = asleep}: ExecutionContext,
  candidates: readonly [Client, ...Client[]],
): Promise<Client> {
  for (const pause of [0, ...untilGranted]) {
    await resting(sleep(pause, signal));
    const grants = await everyGrant(tenant, {audience}, signal);
    const holders = new Set(grants.map(({clientId}) => clientId));
    const holder = candidates.find(({clientId}) => holders.has(clientId));
    if (holder !== undefined) return holder;
  }
  return candidates.reduce((first, other) => (other.clientId < first.clientId ? other : first));
}

/** Deletes what this run created a moment ago, where it is as it was and nobody uses it. */
async function deleteUnused(
  context: ExecutionContext,
  steps: readonly string[],
  own: Client,
): Promise<ExecutedChange | undefined> {
  const {tenant, observed, signal, now = clock} = context;
  const change = {action: 'delete', resource: 'client', id: own.clientId} as const;
  const [current, grants] = await Promise.all([
    readObject(tenant, observed, change, signal),
    everyGrant(tenant, {clientId: own.clientId}, signal),
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

function notNeeded(own: Client, winner: Client, cause: Problem | undefined): Problem {
  const why = cause === undefined ? '' : ` ${cause.message}`;
  return new Problem('conflict', {
    message: `Another run created the application “${own.name}” at the same time, so the tenant now has two. Keep ${winner.clientId}. This run could not delete its own, ${own.clientId}.${why}`,
    hint: `Delete ${own.clientId} in the Dashboard under Applications, then run this tool again.`,
    cause,
  });
}

async function resting(rest: Promise<unknown>): Promise<void> {
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
