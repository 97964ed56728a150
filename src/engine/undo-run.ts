import {isDeepStrictEqual} from 'node:util';
import type {Change, Written} from './change.js';
import type {Journal, RunRecord} from './journal.js';
import type {Observed} from './observed.js';
import type {Applied} from './outcome.js';
import {Problem} from './problem.js';
import {send} from './send.js';
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

/**
 * Plays an undo plan, each write journalled like any other. Throws `Problem`: tenant_changed, with
 * nothing undone, where the plan is not the one that was shown any more.
 */
export async function performUndo(
  {record, plan}: PreparedUndo,
  {tenant, journal, signal}: {tenant: Tenant; journal: Journal; signal?: AbortSignal},
  onApplied: (applied: Applied) => void,
): Promise<void> {
  // Whoever was asked may have thought about it for long.
  const now = await prepareUndo(tenant, record, signal);
  if (now.moved.length > 0) throw movedSince(now.moved);
  if (!isDeepStrictEqual(asShown(now), asShown(plan))) throw notAsShown();
  for (const restoration of now.restorations) {
    const {change} = restoration;
    const observed = observedFor(restoration, tenant.ownClientId);
    const context = {tenant, journal, observed, ...(signal !== undefined && {signal})};
    const {applied, problem} = await send(context, {steps: [], change, breaks: []});
    onApplied(applied);
    if (problem !== undefined) throw problem;
  }
  await journal.end();
}

function asShown({restorations, losses}: UndoPlan) {
  return {changes: restorations.map(({change, text}) => ({change, text})), losses};
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

/** Just enough of a reading for one write and the look after it. */
function observedFor({change, current}: Restoration, ownClientId: string | undefined): Observed {
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
    readAt: {resourceServer: 0, clients: 0, clientGrants: 0},
  };
}

function audienceOf(change: Change, current: Written): string {
  if (change.kind === 'create-client-grant') return change.audience;
  if (current.kind === 'resource-server') return current.value.identifier;
  return current.kind === 'client-grant' ? current.value.audience : '';
}
