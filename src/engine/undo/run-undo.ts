import {isDeepStrictEqual} from 'node:util';
import {type Change, isKind, type Snapshot, withoutSecretFields} from '../../model/change.js';
import {Problem} from '../../model/errors.js';
import type {Observed} from '../../model/observed.js';
import {
  type ExecutedChange,
  executeOnce,
  type FailedAttempt,
  maxAge,
  monotonicNow,
  type Sleep,
  settleUnansweredWrite,
  waitToRetry,
} from '../execute-change.js';
import type {Journal, RunRecord} from '../journal/journal.js';
import type {Applied} from '../outcome.js';
import {readObject} from '../reread.js';
import type {Tenant, TenantReader} from '../tenant.js';
import {readCurrentObjects, readUses} from './current-objects.js';
import {objectHistories} from './object-history.js';
import {planUndo, type UndoPlan, type UndoStep} from './plan-undo.js';

/** A run and the plan to undo it, as shown to the user. */
export interface PreparedUndo {
  readonly record: RunRecord;
  readonly plan: UndoPlan;
}

/**
 * Reads the current state of a run's objects and plans how to undo the run.
 * Throws `Problem` for network errors.
 */
export async function prepareUndo(
  reader: TenantReader,
  record: RunRecord,
  signal?: AbortSignal,
): Promise<UndoPlan> {
  const touched = objectHistories(record);
  return planUndo(touched, await readCurrentObjects(reader, touched, signal));
}

export interface UndoContext {
  readonly tenant: Tenant;
  readonly journal: Journal;
  readonly signal?: AbortSignal;
  readonly sleep?: Sleep;
  readonly now?: () => number;
}

/** The rest of an undo, as planned from one reading. */
interface RemainingUndo {
  readonly undoSteps: readonly UndoStep[];
  /** When that reading began (ms). */
  readonly at: number;
}

/**
 * Executes an undo plan. Each write is journaled like any other, and computed from a fresh reading
 * before each try. Throws `Problem` tenant_changed if the plan is no longer the one that was shown.
 * What was undone before that stays undone, and the message lists it.
 */
export async function performUndo(
  {record, plan}: PreparedUndo,
  context: UndoContext,
  onApplied: (applied: Applied) => void,
): Promise<void> {
  const {tenant, journal, signal, now = monotonicNow} = context;
  // The user may have taken long to confirm.
  let at = now();
  const fresh = await prepareUndo(tenant, record, signal);
  let lookedAt = now();
  if (fresh.conflicts.length > 0) throw changedSinceRunProblem(fresh.conflicts);
  if (!isDeepStrictEqual(shownParts(fresh), shownParts(plan))) throw changedSinceShownProblem();
  let {steps: undoSteps} = fresh;
  const undone: string[] = [];
  let failed: FailedAttempt | undefined;
  for (let next = undoSteps[0]; next !== undefined; next = undoSteps[0]) {
    if (failed !== undefined) await waitToRetry(context, failed);
    const isHeldBack =
      failed !== undefined && wasHeldBackByRateLimiter(failed) && now() - lookedAt <= maxLookAge;
    // Something is read again even after a short wait: someone may have changed it.
    if (isHeldBack) at = Number.NEGATIVE_INFINITY;
    else if (failed !== undefined || now() - lookedAt > maxAge) {
      at = now();
      const again = await prepareUndo(tenant, record, signal);
      lookedAt = now();
      if (again.conflicts.length > 0) throw changedDuringUndoProblem(undone, again.conflicts);
      const found = failed && (await findAppliedWrite(context, failed, undoSteps, again));
      if (found !== undefined) {
        onApplied(found);
        undone.push(next.text);
        failed = undefined;
        undoSteps = again.steps;
        continue;
      }
      if (!isDeepStrictEqual(comparableSteps(again.steps), comparableSteps(undoSteps))) {
        throw changedDuringUndoProblem(undone, []);
      }
      undoSteps = again.steps;
    }
    const tried = await undoNext(context, {undoSteps, at}, undone, failed);
    if (tried.kind === 'failed') {
      failed = tried;
      continue;
    }
    failed = undefined;
    undoSteps = undoSteps.slice(1);
    onApplied(tried.applied);
    if (tried.problem !== undefined) throw tried.problem;
    undone.push(next.text);
  }
  await journal.end();
}

/** After a write that was held back unsent, a look at everything counts for this long (ms). */
const maxLookAge = 5_000;

/**
 * Whether our own rate limiter held the write back. Under a small rate limit, a look at everything
 * would use up the requests that the write needs, every time. A 429 is different: it took a request
 * to learn of it, and others may have been at work for as long as it says.
 */
function wasHeldBackByRateLimiter({problem, unanswered}: FailedAttempt): boolean {
  return (
    unanswered === undefined && problem.code === 'rate_limited' && problem.status === undefined
  );
}

/**
 * Sends the next write. It is computed from the last look at everything, or from one reading that
 * is at most `maxAge` old.
 */
async function undoNext(
  context: UndoContext,
  {undoSteps, at}: RemainingUndo,
  undone: readonly string[],
  failed: FailedAttempt | undefined,
): Promise<ExecutedChange | FailedAttempt> {
  const {tenant, now = monotonicNow} = context;
  const [undoStep] = undoSteps;
  if (undoStep === undefined) throw new RangeError('nothing is left to be undone');
  let readAt = at;
  if (now() - at > maxAge) {
    const isAsBefore = await isStillAsPlanned(context, undoStep, at);
    readAt = now();
    if (!isAsBefore) throw changedDuringUndoProblem(undone, []);
  }
  const observed = observedFor(undoStep, tenant.ownClientId, readAt);
  const write = {steps: [], change: undoStep.change, breaks: []};
  return await executeOnce({...context, observed}, write, failed);
}

/**
 * Reads once before a write, because a limit of two requests has room for no more. Before the
 * delete of an API or an application, that is who uses it; before any other write, the object that
 * it was computed from. The other of the two is then as old as the last look at everything, which
 * ended at most `maxLookAge` and one reading ago.
 */
async function isStillAsPlanned(
  {tenant, signal}: UndoContext,
  {change, current}: UndoStep,
  at: number,
): Promise<boolean> {
  if (change.action === 'delete' && current.kind !== 'client-grant') {
    // The run's own grants were deleted before.
    return (await readUses(tenant, current, signal)).length === 0;
  }
  const known = observedFor({change, current}, tenant.ownClientId, at);
  const object = await readObject(tenant, known, change, signal);
  return isDeepStrictEqual(withoutSecretFields(object), withoutSecretFields(current));
}

/** The write without a response, if nothing but its step is missing from the new plan. */
async function findAppliedWrite(
  {tenant, journal, signal}: UndoContext,
  {unanswered}: FailedAttempt,
  undoSteps: readonly UndoStep[],
  again: UndoPlan,
): Promise<Applied | undefined> {
  const [first, ...rest] = undoSteps;
  if (unanswered === undefined || first === undefined) return undefined;
  if (!isDeepStrictEqual(comparableSteps(again.steps), comparableSteps(rest))) return undefined;
  const observed = observedFor(first, tenant.ownClientId, 0);
  const after = await readObject(tenant, observed, unanswered.write.change, signal);
  return (await settleUnansweredWrite({tenant, journal}, unanswered, after))?.applied;
}

function comparableSteps(undoSteps: readonly UndoStep[]) {
  return undoSteps.map(({change, text}) => ({change, text}));
}

function shownParts({steps: undoSteps, losses}: UndoPlan) {
  return {changes: comparableSteps(undoSteps), losses};
}

/** Refuses an undo because someone changed what the run left. */
export function changedSinceRunProblem(conflicts: readonly string[]): Problem {
  return new Problem('tenant_changed', {
    message: `The tenant has changed since that run, so nothing was undone. ${conflicts.join(' ')}`,
    hint: 'Revert those changes first. Or run `timesheets-setup apply` to repair what differs from the blueprint.',
  });
}

function changedSinceShownProblem(): Problem {
  return new Problem('tenant_changed', {
    message: 'The tenant has changed since this undo was shown, so nothing was undone.',
    hint: 'Run `timesheets-setup undo` to see what it would do now.',
  });
}

/** Someone wrote during the undo. Their changes are not overwritten. */
function changedDuringUndoProblem(
  undone: readonly string[],
  conflicts: readonly string[],
): Problem {
  const progress =
    undone.length === 0 ? 'Nothing was undone.' : `Undone so far: ${undone.join(' ')}`;
  return new Problem('tenant_changed', {
    message: ['The tenant changed while this undo was running.', ...conflicts, progress].join(' '),
    hint: 'Run `timesheets-setup undo` to see what is left to undo.',
  });
}

/** A minimal reading: just enough for one write and for reading its object. */
function observedFor(
  {change, current}: Pick<UndoStep, 'change' | 'current'>,
  ownClientId: string | undefined,
  at: number,
): Observed {
  const {kind} = current;
  return {
    audience: audienceOf(change, current),
    resourceServer: kind === 'resource-server' ? current.value : undefined,
    clients: kind === 'client' ? [current.value] : [],
    clientList: 'partial',
    clientGrants: kind === 'client-grant' ? [current.value] : [],
    grantList: 'partial',
    hints: {},
    ownClientId,
    created: new Set(),
    readAt: {'resource-server': at, client: at, 'client-grant': at},
  };
}

function audienceOf(change: Change, current: Snapshot): string {
  if (isKind(change, 'create', 'client-grant')) return change.set.audience ?? '';
  if (current.kind === 'resource-server') return current.value.identifier;
  return current.kind === 'client-grant' ? current.value.audience : '';
}
