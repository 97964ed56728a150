import {isDeepStrictEqual} from 'node:util';
import type {Change, Written} from './change.js';
import type {Journal, RunRecord} from './journal.js';
import {look} from './look.js';
import type {Observed} from './observed.js';
import type {Applied} from './outcome.js';
import {Problem} from './problem.js';
import {
  clock,
  type FailedTry,
  foundIn,
  maxAge,
  type Sent,
  type Sleep,
  tryOnce,
  waitToRetry,
} from './send.js';
import type {Tenant, TenantReader} from './tenant.js';
import {touchedBy} from './touched.js';
import {planUndo, type Restoration, type UndoPlan} from './undo.js';
import {currentsOf} from './undo-look.js';

/** A run and what taking it back does, as it was shown. */
export interface PreparedUndo {
  readonly record: RunRecord;
  readonly plan: UndoPlan;
}

/**
 * Reads the objects of a run as they are now and says what undoing it would do.
 * Throws `Problem`: of the network.
 */
export async function prepareUndo(
  reader: TenantReader,
  record: RunRecord,
  signal?: AbortSignal,
): Promise<UndoPlan> {
  const touched = touchedBy(record);
  return planUndo(touched, await currentsOf(reader, touched, signal));
}

export interface UndoContext {
  readonly tenant: Tenant;
  readonly journal: Journal;
  readonly signal?: AbortSignal;
  readonly sleep?: Sleep;
  readonly now?: () => number;
}

/** What is left of an undo, as it was planned from a reading. */
interface Rest {
  readonly restorations: readonly Restoration[];
  /** When reading began. */
  readonly at: number;
}

/**
 * Plays an undo plan, each write journalled like any other, and computed anew from a fresh reading
 * before each try. Throws `Problem`: tenant_changed where the plan is not the one that was shown
 * any more; what was undone before that stays undone, and is told.
 */
export async function performUndo(
  {record, plan}: PreparedUndo,
  context: UndoContext,
  onApplied: (applied: Applied) => void,
): Promise<void> {
  const {tenant, journal, signal, now = clock} = context;
  // Whoever was asked may have thought about it for long.
  let at = now();
  const fresh = await prepareUndo(tenant, record, signal);
  if (fresh.moved.length > 0) throw movedSince(fresh.moved);
  if (!isDeepStrictEqual(asShown(fresh), asShown(plan))) throw notAsShown();
  let {restorations} = fresh;
  const undone: string[] = [];
  let failed: FailedTry | undefined;
  for (let next = restorations[0]; next !== undefined; next = restorations[0]) {
    if (failed !== undefined || now() - at > maxAge) {
      if (failed !== undefined) await waitToRetry(context, failed);
      at = now();
      const again = await prepareUndo(tenant, record, signal);
      if (again.moved.length > 0) throw movedMeanwhile(undone, again.moved);
      const found = failed && (await happenedSince(context, failed, restorations, again));
      if (found !== undefined) {
        onApplied(found);
        undone.push(next.text);
        failed = undefined;
        restorations = again.restorations;
        continue;
      }
      if (!isDeepStrictEqual(stepsOf(again.restorations), stepsOf(restorations))) {
        throw movedMeanwhile(undone, []);
      }
      restorations = again.restorations;
    }
    const tried = await restore(context, {restorations, at}, undone, failed);
    if (tried.kind === 'failed') {
      failed = tried;
      continue;
    }
    failed = undefined;
    restorations = restorations.slice(1);
    onApplied(tried.applied);
    if (tried.problem !== undefined) throw tried.problem;
    undone.push(next.text);
  }
  await journal.end();
}

/** Sends the first of what is left, from a reading of its object that is no older than a second. */
async function restore(
  context: UndoContext,
  {restorations, at}: Rest,
  undone: readonly string[],
  failed: FailedTry | undefined,
): Promise<Sent | FailedTry> {
  const {tenant, signal, now = clock} = context;
  const [restoration] = restorations;
  if (restoration === undefined) throw new RangeError('nothing is left to be undone');
  const {change, current} = restoration;
  let readAt = at;
  if (now() - at > maxAge) {
    const known = observedFor(restoration, tenant.ownClientId, at);
    const object = await look(tenant, known, change, signal);
    readAt = now();
    if (!isSame(object, current)) throw movedMeanwhile(undone, []);
  }
  const observed = observedFor(restoration, tenant.ownClientId, readAt);
  return await tryOnce({...context, observed}, {steps: [], change, breaks: []}, failed);
}

/** A write of which no answer came, where nothing but its restoration is gone from the plan. */
async function happenedSince(
  {tenant, journal, signal}: UndoContext,
  {lost}: FailedTry,
  restorations: readonly Restoration[],
  again: UndoPlan,
): Promise<Applied | undefined> {
  const [first, ...rest] = restorations;
  if (lost === undefined || first === undefined) return undefined;
  if (!isDeepStrictEqual(stepsOf(again.restorations), stepsOf(rest))) return undefined;
  const observed = observedFor(first, tenant.ownClientId, 0);
  const after = await look(tenant, observed, lost.write.change, signal);
  return (await foundIn({tenant, journal}, lost, after))?.applied;
}

function isSame(one: Written, other: Written): boolean {
  if (one.kind === 'nothing' || other.kind === 'nothing') return one.kind === other.kind;
  const withoutSecrets = ({value}: Exclude<Written, {kind: 'nothing'}>) =>
    Object.fromEntries(Object.entries(value).filter(([field]) => !field.endsWith('Secret')));
  return isDeepStrictEqual(withoutSecrets(one), withoutSecrets(other));
}

function stepsOf(restorations: readonly Restoration[]) {
  return restorations.map(({change, text}) => ({change, text}));
}

function asShown({restorations, losses}: UndoPlan) {
  return {changes: stepsOf(restorations), losses};
}

/** Why an undo is refused where somebody changed what the run left. */
export function movedSince(moved: readonly string[]): Problem {
  return new Problem('tenant_changed', {
    message: `The tenant has changed since that run, so nothing was undone. ${moved.join(' ')}`,
    hint: 'Undo those changes by hand first, or set things right with `timesheets-setup apply`.',
  });
}

function notAsShown(): Problem {
  return new Problem('tenant_changed', {
    message: 'The tenant has changed since this undo was shown, so nothing was undone.',
    hint: 'Look at what it would do now: `timesheets-setup undo`.',
  });
}

/** Somebody wrote while the undo was at work: nothing of theirs is overwritten. */
function movedMeanwhile(undone: readonly string[], moved: readonly string[]): Problem {
  const so = undone.length === 0 ? 'Nothing was undone.' : `Undone so far: ${undone.join(' ')}`;
  return new Problem('tenant_changed', {
    message: ['The tenant changed while this undo was at work.', ...moved, so].join(' '),
    hint: 'See what is left to undo with `timesheets-setup undo`.',
  });
}

/** Just enough of a reading for one write and the look after it. */
function observedFor(
  {change, current}: Restoration,
  ownClientId: string | undefined,
  at: number,
): Observed {
  const {kind} = current;
  return {
    audience: audienceOf(change, current),
    resourceServer: kind === 'resource-server' ? current.value : undefined,
    clients: kind === 'client' ? [current.value] : [],
    everyClient: 'not-read',
    clientGrants: kind === 'client-grant' ? [current.value] : [],
    everyGrant: 'not-read',
    hints: {},
    ownClientId,
    created: new Set(),
    readAt: {resourceServer: at, clients: at, clientGrants: at},
  };
}

function audienceOf(change: Change, current: Written): string {
  if (change.kind === 'create-client-grant') return change.audience;
  if (current.kind === 'resource-server') return current.value.identifier;
  return current.kind === 'client-grant' ? current.value.audience : '';
}
