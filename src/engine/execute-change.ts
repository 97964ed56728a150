import {setTimeout} from 'node:timers/promises';
import {isDeepStrictEqual} from 'node:util';
import {type Change, idOf, isKind, kindOf, type Receipt, type Snapshot} from '../model/change.js';
import {Problem, type Retry, withUnknownEffect} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {observedObject} from './apply-change.js';
import type {Journal} from './journal/journal.js';
import type {Applied} from './outcome.js';
import type {Write} from './plan.js';
import {readAtOf, readObject} from './reread.js';
import type {Tenant} from './tenant.js';
import {differingField, notDeletedProblem, storedDifferentlyProblem} from './verify-write.js';

/** A reading older than this (ms) is refreshed before a write that was computed from it is sent. */
export const maxAge = 1_000;

/** How often one object may be written, failed tries included. */
export const maxAttempts = 5;

/** A write that was applied. */
export interface ExecutedChange {
  readonly kind: 'sent';
  readonly applied: Applied;
  readonly after: Snapshot;
  /** How it is known. After `reread`, someone else may have made the same change. */
  readonly confirmedBy: 'response' | 'reread';
  /** Set if the write was applied but stored differently, or could not be journaled. */
  readonly problem?: Problem;
}

/** A failed try. It may be retried, computed from a fresh reading. */
export interface FailedAttempt {
  readonly kind: 'failed';
  readonly write: Write;
  readonly problem: Problem;
  readonly retry: Retry | undefined;
  /** When it failed, by `now` (ms). */
  readonly failedAt: number;
  /** How many tries there were so far. */
  readonly attempts: number;
  /** Whether the object has been read since, so that the next try may be sent. */
  readonly isRead: boolean;
  /** Set if this or an earlier try may have been applied although no response arrived. */
  readonly unanswered?: UnansweredWrite;
}

interface UnansweredWrite {
  readonly problem: Problem;
  readonly write: Write;
  readonly before: Snapshot;
  /** The number of its intent, which stays open so that `undo` looks at the object. */
  readonly intent: number;
}

export interface ExecutionContext {
  readonly tenant: Tenant;
  readonly journal: Journal;
  /** Contains the reading that the write was computed from. */
  readonly observed: Observed;
  readonly signal?: AbortSignal;
  readonly sleep?: Sleep;
  readonly now?: () => number;
}

/** Waits for a number of milliseconds. Rejects as soon as the signal is aborted. */
export type Sleep = (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;

/** Pauses (ms) between looks for something that did not show up at once. */
const rereadPausesMs = [500, 2_000];

/** The same for an API or application that this run created: it exists, so waiting pays. */
const newObjectPausesMs = [...rereadPausesMs, 4_000, 8_000];

/**
 * Sends one write, once. Its intent is on disk before the request leaves, and the request leaves
 * within `maxAge` of the reading that it was computed from, or not at all. The response is compared
 * with what was sent. Throws `Problem` if the write was not applied and must not be retried.
 */
export async function executeOnce(
  context: ExecutionContext,
  write: Write,
  earlier: FailedAttempt | undefined,
): Promise<ExecutedChange | FailedAttempt> {
  const {tenant, journal, observed, signal, now = monotonicNow} = context;
  const {change} = write;
  const before = observedObject(observed, change);
  const intent = openIntentOf(earlier, change, before) ?? (await journal.intent(change, before));
  try {
    const age = now() - readAtOf(observed, change);
    const receipt = await tenant.perform(change, {
      ...(signal !== undefined && {signal}),
      leaveWithinMs: Math.max(0, maxAge - age),
      ...(earlier?.retry !== undefined && {after: earlier.retry}),
    });
    return await recordSuccess(context, write, intent, receipt);
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return await recordFailure(context, {write, before, intent, problem: error}, earlier);
  }
}

/** The same write, retried after a missing response, reuses the intent that is still open. */
function openIntentOf(
  earlier: FailedAttempt | undefined,
  change: Change,
  before: Snapshot,
): number | undefined {
  const {unanswered} = earlier ?? {};
  const isSame =
    unanswered !== undefined &&
    isDeepStrictEqual(unanswered.write.change, change) &&
    isDeepStrictEqual(unanswered.before, before);
  return isSame ? unanswered.intent : undefined;
}

async function recordSuccess(
  context: ExecutionContext,
  {steps, change}: Write,
  intent: number,
  {snapshot: written, ...receipt}: Receipt,
): Promise<ExecutedChange> {
  const applied = {steps, change, ...receipt};
  const read =
    change.action === 'delete' ? await confirmDeletion(context, change) : {after: written};
  const {after} = read;
  const field = 'set' in change ? differingField(change, after) : undefined;
  const problem = field === undefined ? read.problem : storedDifferentlyProblem(change, field);
  const sent = {kind: 'sent', applied, after, confirmedBy: 'response'} as const;
  try {
    await context.journal.outcome(intent, {snapshot: after, status: applied.status});
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return {...sent, problem: problem ?? error};
  }
  return problem === undefined ? sent : {...sent, problem};
}

/** A response to DELETE is no proof: a proxy may have answered instead of Auth0. */
async function confirmDeletion(
  context: ExecutionContext,
  change: Change,
): Promise<{readonly after: Snapshot; readonly problem?: Problem}> {
  const {tenant, observed, signal, sleep = defaultSleep} = context;
  const before = observedObject(observed, change);
  try {
    for (let reads = 0; ; reads += 1) {
      const after = await readObject(tenant, observed, change, signal);
      // An object with another id was created by someone else since.
      const isGone = after.kind === 'nothing' || before.kind === 'nothing';
      if (isGone || idOf(after) !== idOf(before)) return {after};
      const pause = rereadPausesMs[reads];
      if (pause === undefined) return {after, problem: notDeletedProblem(tenant.preview(change))};
      await sleep(pause, signal);
    }
  } catch (error) {
    const problem =
      error instanceof Problem ? error : interruptedAfterWriteProblem(tenant, change, error);
    return {after: {kind: 'nothing'}, problem};
  }
}

interface Failure {
  readonly write: Write;
  readonly before: Snapshot;
  readonly intent: number;
  readonly problem: Problem;
}

async function recordFailure(
  context: ExecutionContext,
  failure: Failure,
  earlier: FailedAttempt | undefined,
): Promise<ExecutedChange | FailedAttempt> {
  const {write, problem, intent} = failure;
  const {now = monotonicNow} = context;
  const unanswered = problem.effect === 'unknown' ? failure : earlier?.unanswered;
  const attempts = (earlier?.attempts ?? 0) + 1;
  if (
    problem.effect === 'none' &&
    intent !== earlier?.unanswered?.intent &&
    !isInterruption(problem)
  ) {
    // Ignored, because an open intent does no harm, and the caller needs the write's own error.
    await context.journal.failed(intent, problem.code).catch(() => {});
  }
  if (isInterruption(problem))
    throw unanswered === undefined ? problem : withUnknownEffect(problem);
  const {retry} = problem;
  const failed = () =>
    ({kind: 'failed', write, problem, retry, failedAt: now(), attempts, isRead: false}) as const;
  if (unanswered === undefined) {
    const mayPass = retry !== undefined || isReplicationLag(context, failure, attempts);
    if (!mayPass || attempts >= maxAttempts) throw problem;
    return failed();
  }
  const found = await findUnansweredWrite(context, unanswered);
  if (found !== undefined) return found;
  if (kindOf(write.change) === 'create-client') return await awaitAppearance(context, unanswered);
  const mayPass = problem.effect === 'unknown' || retry !== undefined;
  if (!mayPass || attempts >= maxAttempts) throw withUnknownEffect(problem);
  return {...failed(), problem: withUnknownEffect(problem), unanswered};
}

function isInterruption({code}: Problem): boolean {
  return code === 'interrupted';
}

/**
 * Auth0 is eventually consistent: it may not yet know the grant's API or application, created a
 * moment ago.
 */
function isReplicationLag(
  {observed: {created, resourceServer}}: ExecutionContext,
  {write: {change}, problem: {code}}: Failure,
  tries: number,
): boolean {
  if (!isKind(change, 'create', 'client-grant') || code !== 'not_found') return false;
  const ids = [change.set.clientId, resourceServer?.id];
  const isOurs = ids.some(id => id !== undefined && created.has(id));
  return tries <= (isOurs ? newObjectPausesMs : rereadPausesMs).length;
}

/** Reads the object again, and returns the write if it turns out to have been applied. */
async function findUnansweredWrite(
  context: ExecutionContext,
  lost: UnansweredWrite,
): Promise<ExecutedChange | undefined> {
  const {tenant, observed, signal} = context;
  const {change} = lost.write;
  const after = await readObject(tenant, observed, change, signal).catch((error: unknown) => {
    // Failing to read the object doesn't show that the write was not applied.
    if (!(error instanceof Problem)) throw error;
    throw isInterruption(error)
      ? interruptedAfterWriteProblem(tenant, change, error)
      : withUnknownEffect(error);
  });
  return await settleUnansweredWrite(context, lost, after);
}

/** The same for an object that has already been read. */
export async function settleUnansweredWrite(
  {tenant, journal}: Pick<ExecutionContext, 'tenant' | 'journal'>,
  {write, problem, intent}: UnansweredWrite,
  after: Snapshot,
): Promise<ExecutedChange | undefined> {
  const {steps, change} = write;
  const status = problem.status ?? null;
  const field = differingField(change, after);
  // Only its name identifies a new application, so retrying the create could make a second one,
  // even if the tenant stored the first one differently.
  const isThere = kindOf(change) === 'create-client' && after.kind !== 'nothing';
  if (field !== undefined && !isThere) return undefined;
  const {method, path} = tenant.preview(change);
  const sent = {
    kind: 'sent',
    applied: {steps, change, method, path, status},
    after,
    confirmedBy: 'reread',
    ...(field !== undefined && {problem: storedDifferentlyProblem(change, field)}),
  } as const;
  // No outcome: someone else may have created it at the same moment, and undo must not delete that.
  if (change.action === 'create') return sent;
  try {
    await journal.outcome(intent, {snapshot: after, status});
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return {problem: error, ...sent};
  }
  return sent;
}

/**
 * Application names are not unique, so a create that may have been applied is never sent again:
 * this only looks for its application.
 */
async function awaitAppearance(
  context: ExecutionContext,
  lost: UnansweredWrite,
): Promise<ExecutedChange> {
  const {tenant, signal, sleep = defaultSleep} = context;
  const {change} = lost.write;
  for (const pause of rereadPausesMs) {
    try {
      await sleep(pause, signal);
    } catch (cause) {
      throw interruptedAfterWriteProblem(tenant, change, cause);
    }
    const found = await findUnansweredWrite(context, lost);
    if (found !== undefined) return found;
  }
  throw notCreatedYetProblem(tenant, change, lost.problem);
}

function notCreatedYetProblem(tenant: Tenant, change: Change, {status, cause}: Problem): Problem {
  const {method, path} = tenant.preview(change);
  const name = 'set' in change && 'name' in change.set ? change.set.name : undefined;
  return new Problem('timeout', {
    message: `Auth0 did not answer ${method} ${path}, and no application is named “${name}” yet. Auth0 may still create it.`,
    hint: waitForApplicationHint(name),
    effect: 'unknown',
    ...(status !== undefined && {status}),
    ...(cause !== undefined && {cause}),
  });
}

/** The remedy where Auth0 may show a new application later. */
export function waitForApplicationHint(name: string | undefined): string {
  return `Wait a minute, then run this tool again. It looks for “${name}” first and uses it instead of creating another.`;
}

type RetryContext = Pick<ExecutionContext, 'tenant' | 'signal' | 'sleep' | 'now'>;

/** Waits until the next try. Throws `Problem` interrupted. */
export async function waitToRetry(
  {tenant, signal, sleep = defaultSleep, now = monotonicNow}: RetryContext,
  {write: {change}, retry, failedAt, attempts, unanswered}: FailedAttempt,
): Promise<void> {
  try {
    if (retry === undefined) await sleep(newObjectPausesMs[attempts - 1] ?? 2_000, signal);
    else await tenant.wait(change, {...retry, afterMs: failedAt + retry.afterMs - now()}, signal);
  } catch (cause) {
    throw unanswered === undefined
      ? interruptedBeforeRetryProblem(tenant, change, cause)
      : interruptedAfterWriteProblem(tenant, unanswered.write.change, cause);
  }
}

function interruptedBeforeRetryProblem(tenant: Tenant, change: Change, cause: unknown): Problem {
  const {method, path} = tenant.preview(change);
  return new Problem('interrupted', {
    message: `Interrupted before ${method} ${path} was retried. The change was not applied.`,
    hint: 'Run this tool again. It continues where it stopped.',
    cause,
  });
}

function interruptedAfterWriteProblem(tenant: Tenant, change: Change, cause: unknown): Problem {
  const {method, path} = tenant.preview(change);
  return new Problem('interrupted', {
    message: `Interrupted after ${method} ${path}, which Auth0 did not answer. The change may have been applied.`,
    hint: 'Run this tool again. It checks the tenant first, then continues where it stopped.',
    effect: 'unknown',
    cause,
  });
}

/** Monotonic time in ms, which setting the system clock doesn't change. */
export const monotonicNow = (): number => performance.now();

export const defaultSleep: Sleep = (ms, signal) =>
  setTimeout(ms, undefined, signal === undefined ? {} : {signal});
