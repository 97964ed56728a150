import {isDeepStrictEqual} from 'node:util';
import type {Desired} from '../model/blueprint.js';
import {type Change, isKind, kindOf, type Snapshot} from '../model/change.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {applyChange, observedObject, withReading} from './apply-change.js';
import {awaitApplication, choosePrecaution, yieldToConcurrentRun} from './concurrent-creates.js';
import {
  type ExecutedChange,
  executeOnce,
  type FailedAttempt,
  monotonicNow,
  type Sleep,
  settleUnansweredWrite,
  waitForApplicationHint,
  waitToRetry,
} from './execute-change.js';
import type {Journal} from './journal/journal.js';
import {relistIfClientGone} from './observe.js';
import type {Applied, Outcome} from './outcome.js';
import {
  type Allowance,
  blockingProblem,
  type Evaluator,
  evaluateAll,
  objectKey,
  planBatches,
  type Write,
} from './plan.js';
import {readAtOf, readObject, reread} from './reread.js';
import type {Tenant} from './tenant.js';

export interface ReconcileRequest {
  readonly evaluators: readonly Evaluator[];
  readonly desired: Desired;
  readonly observed: Observed;
  readonly tenant: Tenant;
  readonly journal: Journal;
  readonly allowance: Allowance;
  /** A reading older than this (ms, counted from its arrival) is refreshed before a write. */
  readonly maxAge: number;
  /** What to do if a fresh reading differs: return it, or plan again and continue. */
  readonly onConflict: 'stop' | 'replan';
  /** If one step is blocked: write nothing at all, or apply the other steps. */
  readonly onBlocked: 'refuse' | 'skip';
  readonly now?: () => number;
  readonly sleep?: Sleep;
  readonly signal?: AbortSignal;
}

/** Rounds of evaluating and writing before giving up. Three suffice if nobody else is writing. */
const maxRounds = 8;

/** The progress of a run so far. */
interface Progress {
  readonly observed: Observed;
  readonly applied: readonly Applied[];
  /** Writes to retry, by `objectKey`. */
  readonly failed: ReadonlyMap<string, FailedAttempt>;
}

type Round =
  | ({readonly kind: 'continue'} & Progress)
  /** The tenant differs from what was evaluated. */
  | ({readonly kind: 'conflict'} & Progress)
  | ({readonly kind: 'failed'; readonly problem: Problem} & Progress)
  | ({readonly kind: 'done'} & Progress);

/**
 * Brings the tenant to the desired state, as far as the steps cover it: evaluates, refreshes what
 * is stale, writes one batch, and evaluates the result, until no allowed change is left. Before a
 * failed write is retried, its object is always read again and the write computed anew. A `Problem`
 * is returned in the outcome, with what was applied before it; anything thrown is a bug.
 */
export async function reconcile(request: ReconcileRequest): Promise<Outcome> {
  let progress: Progress = {observed: request.observed, applied: [], failed: new Map()};
  const onProgress = (next: Progress) => {
    progress = next;
  };
  try {
    for (let rounds = 0; rounds < maxRounds; ) {
      // Retries don't count as rounds: `maxAttempts` limits them for each object.
      rounds += pendingRetries(progress).length === 0 ? 1 : 0;
      const round = await runRound(request, progress, onProgress);
      const {observed, applied, failed} = round;
      progress = {observed, applied, failed};
      if (round.kind === 'done') {
        await journalEnd(request.journal);
        return {kind: 'done', observed, applied};
      }
      if (round.kind === 'failed') {
        return {kind: 'failed', problem: round.problem, observed, applied};
      }
      if (round.kind === 'conflict' && request.onConflict === 'stop') {
        return {kind: 'conflict', observed, applied};
      }
    }
    const {observed, applied} = progress;
    return {
      kind: 'failed',
      problem: keepsChangingProblem(request.tenant.domain),
      observed,
      applied,
    };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const {observed, applied} = progress;
    return {kind: 'failed', problem: error, observed, applied};
  }
}

/** Calls `onProgress` as soon as something is applied, so that a later error can't lose it. */
async function runRound(
  request: ReconcileRequest,
  before: Progress,
  onProgress: (progress: Progress) => void,
): Promise<Round> {
  const retried = await readBeforeRetry(request, before, onProgress);
  if (retried.kind === 'conflict') return retried;
  const {observed, applied} = retried;

  const statuses = evaluateAll(request.evaluators, request.desired, observed);
  const problem = request.onBlocked === 'refuse' ? blockingProblem(statuses) : undefined;
  if (problem !== undefined) {
    return {kind: 'failed', problem, observed, applied, failed: retried.failed};
  }
  const batches = planBatches(statuses, request.allowance);
  const [batch] = batches;
  if (batch?.some(({change}) => kindOf(change) === 'create-client') && hasCreatedClient(applied)) {
    const {failed} = retried;
    return {kind: 'failed', problem: notListedYetProblem(request), observed, applied, failed};
  }
  if (batch === undefined) return {kind: 'done', observed, applied, failed: new Map()};
  const failed = failuresOf(batches.flat(), retried.failed);
  const isBatchLimited = isRateLimited(failuresOf(batch, failed));
  const writes = batch.filter(
    ({change}) => failed.get(objectKey(change))?.isRead ?? !isBatchLimited,
  );
  if (writes.length === 0) return {kind: 'continue', observed, applied, failed};

  const fresh = await refresh(request, observed, writes);
  const again = evaluateAll(request.evaluators, request.desired, fresh);
  if (!isDeepStrictEqual(statuses, again)) {
    return {kind: 'conflict', observed: fresh, applied, failed};
  }
  return await sendBatch(request, {observed: fresh, applied, failed}, writes, onProgress);
}

async function journalEnd(journal: Journal): Promise<void> {
  await journal.end().catch((error: unknown) => {
    // Ignored: all writes are applied and journaled, which matters more than the last line.
    if (!(error instanceof Problem)) throw error;
  });
}

/** Waits until failed writes may be retried, then reads their objects, which may have changed. */
async function readBeforeRetry(
  request: ReconcileRequest,
  progress: Progress,
  onProgress: (progress: Progress) => void,
): Promise<Round> {
  const waiting = pendingRetries(progress);
  // Under a rate limit, reading several objects would use up the requests that their writes need.
  const pending = isRateLimited(progress.failed) ? waiting.slice(0, 1) : waiting;
  if (pending.length === 0) return {kind: 'continue', ...progress};
  const {tenant, signal, now = monotonicNow} = request;
  const reading = {...request, now};
  await Promise.all(pending.map(([, failure]) => waitToRetry(request, failure)));
  let {observed, applied} = progress;
  const failed = new Map(progress.failed);
  let ours = observed;
  const patches = await Promise.all(
    pending.map(async ([, {write}]) => await reread(tenant, observed, write.change, reading)),
  );
  for (const [index, [key, failure]] of pending.entries()) {
    const patch = patches[index];
    if (patch === undefined) continue;
    failed.set(key, {...failure, isRead: true});
    observed = patch(observed);
    const {unanswered} = failure;
    const after = observedObject(observed, failure.write.change);
    const found =
      unanswered === undefined
        ? undefined
        : await settleUnansweredWrite(request, unanswered, after);
    if (found !== undefined) {
      applied = [...applied, found.applied];
      failed.delete(key);
      onProgress({observed, applied, failed});
    }
    if (found !== undefined || isPartlyApplied(failure, after)) ours = patch(ours);
  }
  observed = await relistIfClientGone(tenant, progress.observed, observed, signal);
  const evaluate = (known: Observed) => evaluateAll(request.evaluators, request.desired, known);
  const hasConflict = !isDeepStrictEqual(evaluate(ours), evaluate(observed));
  return {kind: hasConflict ? 'conflict' : 'continue', observed, applied, failed};
}

/**
 * The failed tries of these writes. A try whose write is no longer planned must not hold up the
 * others: another admin may have made that very change during the wait.
 */
function failuresOf(writes: readonly Write[], failed: Progress['failed']): Progress['failed'] {
  const keys = new Set(writes.map(({change}) => objectKey(change)));
  return new Map([...failed].filter(([key]) => keys.has(key)));
}

function pendingRetries({failed}: Progress): readonly (readonly [string, FailedAttempt])[] {
  return [...failed].filter(([, {isRead}]) => !isRead);
}

function isRateLimited(failed: Progress['failed']): boolean {
  return [...failed.values()].some(({retry}) => retry?.reason === 'rate-limit');
}

/** Some tenants turn off `allow_all_scopes` in two requests; this recognizes our own first one. */
function isPartlyApplied({unanswered}: FailedAttempt, after: Snapshot): boolean {
  const change = unanswered?.write.change;
  if (change === undefined || !isKind(change, 'update', 'client-grant')) return false;
  if (after.kind !== 'client-grant') return false;
  const {set} = change;
  return set.allowAllScopes === false && !after.value.allowAllScopes && !after.value.scope?.length;
}

/** Reads again what is older than `maxAge`. */
async function refresh(
  request: ReconcileRequest,
  observed: Observed,
  batch: readonly Write[],
): Promise<Observed> {
  const {tenant, maxAge, signal, now = monotonicNow} = request;
  const at = now();
  const stale = batch.filter(({change}) => at - readAtOf(observed, change) > maxAge);
  const reading = {...request, now};
  const patches = await Promise.all(
    stale.map(({change}) => reread(tenant, observed, change, reading)),
  );
  const fresh = patches.reduce((known, patch) => patch(known), observed);
  return await relistIfClientGone(tenant, observed, fresh, signal);
}

/** Sends the writes of a batch concurrently and waits for all of them. */
async function sendBatch(
  request: ReconcileRequest,
  before: Progress,
  batch: readonly Write[],
  onProgress: (progress: Progress) => void,
): Promise<Round> {
  const {now = monotonicNow} = request;
  const context = {...request, observed: before.observed};
  // What comes back is as old as its request, however long that took.
  const at = now();
  const results = await Promise.allSettled(
    batch.map(
      async write => await executeOnce(context, write, before.failed.get(objectKey(write.change))),
    ),
  );
  let {observed, applied} = before;
  const failed = new Map(before.failed);
  let problem: {readonly write: Write; readonly problem: Problem} | undefined;
  for (const [index, write] of batch.entries()) {
    const result = results[index];
    if (result?.status !== 'fulfilled') {
      if (!(result?.reason instanceof Problem)) throw result?.reason;
      problem ??= {write, problem: result.reason};
      continue;
    }
    const tried = result.value;
    const key = objectKey(write.change);
    if (tried.kind === 'failed') {
      failed.set(key, tried);
      continue;
    }
    failed.delete(key);
    observed = withExecuted(observed, tried, at);
    applied = [...applied, tried.applied];
    if (tried.problem !== undefined) problem ??= {write, problem: tried.problem};
  }
  const progress = {observed, applied, failed};
  onProgress(progress);
  if (problem === undefined)
    return await settleConcurrentCreates(request, before.observed, progress, results);
  const conflicting = await readAfterConflict(request, observed, problem);
  if (conflicting === undefined) return {kind: 'failed', problem: problem.problem, ...progress};
  return {kind: 'conflict', ...progress, observed: conflicting};
}

function withExecuted(
  observed: Observed,
  {applied: {change}, after, confirmedBy}: ExecutedChange,
  at: number,
): Observed {
  return confirmedBy === 'response'
    ? applyChange(observed, change, after, at)
    : withReading(observed, change, after, at);
}

/** If another run created the application at the same moment, one of the two is deleted. */
async function settleConcurrentCreates(
  request: ReconcileRequest,
  before: Observed,
  progress: Progress,
  results: readonly PromiseSettledResult<ExecutedChange | FailedAttempt>[],
): Promise<Round> {
  const sent = results.flatMap(result =>
    result.status === 'fulfilled' && result.value.kind === 'sent' ? [result.value] : [],
  );
  const creation = sent.find(({applied: {change}}) => kindOf(change) === 'create-client');
  if (creation?.after.kind !== 'client' || creation.confirmedBy === 'reread') {
    return {kind: 'continue', ...progress};
  }
  const {now = monotonicNow} = request;
  const precaution = choosePrecaution(before, now());
  if (precaution === 'none') return {kind: 'continue', ...progress};
  const {steps} = creation.applied;
  const context = {...request, observed: before};
  const yielded = await yieldToConcurrentRun(context, steps, creation.after.value, precaution);
  if (yielded === undefined) return {kind: 'continue', ...progress};
  const applied = [...progress.applied, yielded.deleted.applied];
  return {kind: 'conflict', ...progress, applied, observed: yielded.observed};
}

/** The tenant as it is now, if the write failed because someone else was faster. */
async function readAfterConflict(
  request: ReconcileRequest,
  observed: Observed,
  {write, problem}: {readonly write: Write; readonly problem: Problem},
): Promise<Observed | undefined> {
  if (problem.code !== 'conflict' && problem.code !== 'not_found') return undefined;
  const {tenant, signal, now = monotonicNow} = request;
  let fresh = observed;
  for (const change of changesToReread(write.change, problem)) {
    fresh = withReading(fresh, change, await readObject(tenant, observed, change, signal), now());
  }
  const isUnchanged = changesToReread(write.change, problem).every(change =>
    isDeepStrictEqual(observedObject(fresh, change), observedObject(observed, change)),
  );
  if (isUnchanged) return undefined;
  const known = await relistIfClientGone(tenant, observed, fresh, signal);
  if (kindOf(write.change) !== 'create-resource-server' || request.onConflict === 'stop')
    return known;
  return await awaitApplication({...request, observed: known}, request.desired, known);
}

/** The objects to read: for a grant that lacks its API or its application, those two. */
function changesToReread(change: Change, {code}: Problem): readonly Change[] {
  if (code !== 'not_found' || !isKind(change, 'create', 'client-grant')) return [change];
  const {audience = '', clientId = ''} = change.set;
  return [
    {action: 'update', resource: 'resource-server', id: audience, set: {}},
    {action: 'update', resource: 'client', id: clientId, set: {}},
  ];
}

/**
 * Auth0 is eventually consistent: an application that this run created may answer 404 for a while.
 * To create it again would leave two of one name.
 */
function hasCreatedClient(applied: readonly Applied[]): boolean {
  const countOf = (kind: string) => applied.filter(({change}) => kindOf(change) === kind).length;
  return countOf('create-client') > countOf('delete-client');
}

function notListedYetProblem({desired: {client}}: ReconcileRequest): Problem {
  return new Problem('timeout', {
    message: `The application “${client.name}” was created, but Auth0 can’t find it.`,
    hint: waitForApplicationHint(client.name),
  });
}

function keepsChangingProblem(domain: string): Problem {
  return new Problem('tenant_changed', {
    message: `${domain} kept changing while this tool was setting it up.`,
    hint: 'Someone else is changing the same API or application. Agree on who goes first, then run this tool again.',
  });
}
