import type {Change, Written} from './change.js';
import type {Journal, RunRecord} from './journal.js';
import type {Observed} from './observed.js';
import type {Applied} from './outcome.js';
import {everyClient, everyGrant} from './pages.js';
import {Problem} from './problem.js';
import {send} from './send.js';
import type {ClientGrant, Tenant, TenantReader} from './tenant.js';
import {
  type Current,
  planUndo,
  type Restoration,
  type Touched,
  touchedBy,
  type UndoPlan,
} from './undo.js';

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
  const made = madeGrants(touched);
  const currents = await Promise.all(
    touched.map(object => currentOf(reader, object, made, signal)),
  );
  return planUndo(touched, currents);
}

/** Plays an undo plan, each write journalled like any other. Throws `Problem`. */
export async function performUndo(
  {restorations}: UndoPlan,
  {tenant, journal, signal}: {tenant: Tenant; journal: Journal; signal?: AbortSignal},
  onApplied: (applied: Applied) => void,
): Promise<void> {
  for (const restoration of restorations) {
    const {change} = restoration;
    const observed = observedFor(restoration, tenant.ownClientId);
    const context = {tenant, journal, observed, ...(signal !== undefined && {signal})};
    const {applied, problem} = await send(context, {steps: [], change, breaks: []});
    onApplied(applied);
    if (problem !== undefined) throw problem;
  }
  await journal.end();
}

/** Why an undo is refused where somebody changed what the run left. */
export function movedSince(moved: readonly string[]): Problem {
  return new Problem('tenant_changed', {
    message: `The tenant has changed since that run, so nothing was undone. ${moved.join(' ')}`,
    hint: 'Undo those changes by hand first, or set things right with `timesheets-setup apply`.',
  });
}

function subject({before, after}: Touched): Written {
  return after === undefined || after.kind === 'nothing' ? before : after;
}

async function currentOf(
  reader: TenantReader,
  touched: Touched,
  made: ReadonlySet<string>,
  signal: AbortSignal | undefined,
): Promise<Current> {
  const object = subject(touched);
  switch (object.kind) {
    case 'resource-server': {
      const {identifier: audience} = object.value;
      const [value, grants] = await Promise.all([
        reader.resourceServer(audience, signal),
        everyGrant(reader, {audience}, signal),
      ]);
      return {
        object: value === undefined ? {kind: 'nothing'} : {kind: 'resource-server', value},
        usedBy: foreign(grants, made),
      };
    }
    case 'client': {
      const {clientId} = object.value;
      const [value, grants] = await Promise.all([
        reader.client(clientId, signal),
        everyGrant(reader, {clientId}, signal),
      ]);
      return {
        object: value === undefined ? {kind: 'nothing'} : {kind: 'client', value},
        usedBy: foreign(grants, made),
      };
    }
    case 'client-grant': {
      const {clientId, audience} = object.value;
      const grants = await everyGrant(reader, {clientId, audience}, signal);
      const value = grants.find(({subjectType}) => subjectType === 'client');
      return {
        object: value === undefined ? {kind: 'nothing'} : {kind: 'client-grant', value},
        usedBy: [],
      };
    }
    case 'nothing':
      return {object: await lookForCreated(reader, touched, signal), usedBy: []};
  }
}

/** A create that was cut short left no id: an object like it is looked for. */
async function lookForCreated(
  reader: TenantReader,
  {changes}: Touched,
  signal: AbortSignal | undefined,
): Promise<Written> {
  const [change] = changes;
  if (change?.kind === 'create-resource-server' && change.set.identifier !== undefined) {
    const value = await reader.resourceServer(change.set.identifier, signal);
    return value === undefined ? {kind: 'nothing'} : {kind: 'resource-server', value};
  }
  if (change?.kind === 'create-client') {
    const clients = await everyClient(reader, signal);
    const value = clients.find(({name}) => name === change.set.name);
    return value === undefined ? {kind: 'nothing'} : {kind: 'client', value};
  }
  if (change?.kind === 'create-client-grant') {
    const {clientId, audience} = change;
    const grants = await everyGrant(reader, {clientId, audience}, signal);
    const value = grants.find(({subjectType}) => subjectType === 'client');
    return value === undefined ? {kind: 'nothing'} : {kind: 'client-grant', value};
  }
  return {kind: 'nothing'};
}

/** The grants that the run itself made, by who may call what. */
function madeGrants(touched: readonly Touched[]): ReadonlySet<string> {
  const grants = touched.flatMap(object => {
    const {changes} = object;
    const written = subject(object);
    return written.kind === 'client-grant' &&
      changes.some(({kind}) => kind === 'create-client-grant')
      ? [grantKey(written.value)]
      : [];
  });
  return new Set(grants);
}

function grantKey({clientId, audience}: ClientGrant): string {
  return `${clientId} ${audience}`;
}

function foreign(
  grants: readonly ClientGrant[],
  made: ReadonlySet<string>,
): readonly ClientGrant[] {
  return grants.filter(grant => !made.has(grantKey(grant)));
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
