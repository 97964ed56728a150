import type {Change, Written} from './change.js';
import {giveBack} from './give-back.js';
import {nameOf, sentence, wireName} from './in-words.js';
import type {ClientGrant} from './tenant.js';
import {sameIn, type Touched} from './touched.js';
import {keptApplication} from './write-guards.js';

/** One thing that undoing does, with what has to be said before. */
export interface Restoration {
  readonly change: Change;
  /** The object as it is now. */
  readonly current: Written;
  /** What it restores, as a sentence. */
  readonly text: string;
}

export interface UndoPlan {
  /** In the order in which they are sent. */
  readonly restorations: readonly Restoration[];
  /** What can't be given back, as sentences. */
  readonly losses: readonly string[];
  /** What the tenant holds otherwise than the run left it: nothing is undone then. */
  readonly moved: readonly string[];
}

/** How an object is now, and who else relies on it. */
export interface Current {
  readonly object: Written;
  /** All grants on the API, or of the application. */
  readonly grants: readonly ClientGrant[];
  /** Why it must not be changed, as a sentence. */
  readonly isProtected?: string;
  /** Of an authorisation that is not there: what it needs and is not there either. */
  readonly lacks: readonly string[];
}

/**
 * Turns what a run did around. Pure: `currents` are the objects as they are now, one for each of
 * `touched`.
 */
export function planUndo(touched: readonly Touched[], currents: readonly Current[]): UndoPlan {
  const planOf = (object: Touched, index: number, kept: GrantsKept): UndoPlan => {
    const current = currents[index];
    return current === undefined ? nothingToDo : unlessProtected(object, current, kept);
  };
  const isGrant = ({subject}: Touched) => subject.kind === 'client-grant';
  // What uses an API or an application is what is left once the grants of the run are gone.
  const gone = new Set(
    touched.flatMap((object, index) =>
      isGrant(object) ? deletedGrants(planOf(object, index, grants => grants)) : [],
    ),
  );
  const kept: GrantsKept = grants => grants.filter(({id}) => !gone.has(id));
  const plans = touched
    .map((object, index) => planOf(object, index, kept))
    // What was made last goes first: a grant before its API and its application.
    .reverse();
  return {
    restorations: plans.flatMap(({restorations}) => restorations),
    losses: plans.flatMap(({losses}) => losses),
    moved: plans.flatMap(({moved}) => moved),
  };
}

type GrantsKept = (grants: readonly ClientGrant[]) => readonly ClientGrant[];

const nothingToDo: UndoPlan = {restorations: [], losses: [], moved: []};

function deletedGrants({restorations}: UndoPlan): readonly string[] {
  return restorations.flatMap(({change}) =>
    change.kind === 'delete-client-grant' ? [change.id] : [],
  );
}

/** What must not be changed stays, however it is by now. */
function unlessProtected(touched: Touched, current: Current, kept: GrantsKept): UndoPlan {
  const plan = undoOne(touched, current, kept);
  const {isProtected, object} = current;
  const isGone = object.kind === 'nothing' && plan.restorations.length === 0;
  const isIdle = [plan.restorations, plan.losses, plan.moved].every(list => list.length === 0);
  return isProtected === undefined || isGone || isIdle ? plan : lost(isProtected);
}

function undoOne(touched: Touched, current: Current, kept: GrantsKept): UndoPlan {
  const {before, left, written} = touched;
  const {object} = current;
  if (before.kind === 'nothing') return unmake(touched, current, kept);
  if (object.kind === 'nothing') {
    return left.some(({kind}) => kind === 'nothing') ? remake(before, current) : moved(before);
  }
  const {change, text, losses} = giveBack(before, object, written);
  const unseen = unseenOf(touched, object);
  if (change === undefined) return {...nothingToDo, losses: [...losses, ...unseen]};
  return (
    movedOf(touched, object) ?? {
      ...nothingToDo,
      losses: [...losses, ...unseen],
      restorations: [{change, current: object, text}],
    }
  );
}

/** Fields that the run was to write, and of which its journal doesn't show that it did. */
function unseenOf({before, fields, written}: Touched, object: Written): readonly string[] {
  const unseen = fields.filter(
    field => !written.includes(field) && !sameIn([field], before, object),
  );
  return unseen.map(
    field =>
      `The ${wireName(field)} of ${nameOf(object)} stays: the journal does not show that the run set it.`,
  );
}

function movedOf({left, fields, between}: Touched, object: Written): UndoPlan | undefined {
  if (!left.some(state => sameIn(fields, state, object))) return moved(object);
  if (between === 'nobody') return undefined;
  const text = `${nameOf(object)} was changed by somebody else during the run.`;
  return {...nothingToDo, moved: [sentence(text)]};
}

function moved(object: Written): UndoPlan {
  return {...nothingToDo, moved: [sentence(`${nameOf(object)} has been changed since.`)]};
}

function lost(text: string): UndoPlan {
  return {...nothingToDo, losses: [sentence(text)]};
}

function unmake(touched: Touched, {object, grants}: Current, kept: GrantsKept): UndoPlan {
  const {left} = touched;
  if (object.kind === 'nothing') return nothingToDo;
  if (touched.made === 'perhaps') {
    return lost(`${nameOf(object)} may have been made by the run or by somebody else: it stays.`);
  }
  const otherwise = movedOf(touched, object);
  if (otherwise !== undefined) return otherwise;
  const ownKind = object.kind === 'client' ? keptApplication({client: object.value}) : undefined;
  if (ownKind !== undefined) return lost(ownKind.message);
  if (!left.some(state => sameElsewhere(state, object))) {
    return lost(
      `${nameOf(object)} stays: settings that this tool does not manage were changed since.`,
    );
  }
  const usedBy = kept(grants);
  if (usedBy.length > 0 && object.kind !== 'client-grant') {
    const users = usedBy.map(grant => (object.kind === 'client' ? grant.audience : grant.clientId));
    return lost(`${nameOf(object)} stays: it is used by now (${users.join(', ')}).`);
  }
  const text = `Delete ${nameOf(object)}, which the run made.`;
  return {
    ...nothingToDo,
    restorations: [{change: deletionOf(object), current: object, text}],
  };
}

/** In settings that this tool doesn't manage, which journals of version 1 don't tell. */
function sameElsewhere(state: Written, object: Written): boolean {
  const before = elsewhere(state);
  return before === undefined || before === elsewhere(object);
}

function elsewhere(object: Written): string | undefined {
  return object.kind === 'client' || object.kind === 'resource-server'
    ? object.value.otherSettings
    : undefined;
}

function deletionOf(object: Exclude<Written, {kind: 'nothing'}>): Change {
  switch (object.kind) {
    case 'resource-server':
      return {kind: 'delete-resource-server', id: object.value.id};
    case 'client':
      return {kind: 'delete-client', id: object.value.clientId};
    case 'client-grant':
      return {kind: 'delete-client-grant', id: object.value.id};
  }
}

/** A run deletes grants only, an undo what its run made. */
function remake(before: Written, {lacks}: Current): UndoPlan {
  if (before.kind !== 'client-grant') {
    return lost(`${nameOf(before)} is gone and can’t be made again.`);
  }
  const {clientId, audience, scope = [], allowAllScopes} = before.value;
  if (lacks.length > 0) {
    return lost(`${nameOf(before)} can’t be given again without ${lacks.join(' and ')}.`);
  }
  const set = allowAllScopes ? {allowAllScopes} : {scope};
  const anew = `${nameOf(before)} gets a new id; its settings for organizations, if it had any, can’t be given back with it.`;
  return {
    ...nothingToDo,
    losses: [sentence(anew)],
    restorations: [
      {
        change: {kind: 'create-client-grant', clientId, audience, set},
        current: {kind: 'nothing'},
        text: `Authorise ${clientId} for ${audience} again.`,
      },
    ],
  };
}
