import {
  type Change,
  describeObject,
  idOf,
  isKind,
  type Present,
  type Snapshot,
} from '../../model/change.js';
import {fieldInWords} from '../../model/labels.js';
import {capitalize} from '../../text/format.js';
import type {ClientGrant} from '../tenant.js';
import {otherPurposeProblem} from '../write-guards.js';
import {isSameInFields, type ObjectHistory} from './object-history.js';
import {excludeUsedByOthers, fateOf, grantsAfterUndo, idsOf, type RunGrants} from './other-uses.js';
import {revertObject} from './revert-object.js';

/** One write of an undo, with the sentence that announces it. */
export interface UndoStep {
  readonly change: Change;
  /** The object's current state. */
  readonly current: Snapshot;
  /** What it restores, as a sentence. */
  readonly text: string;
}

export interface UndoPlan {
  /** In the order in which they are sent. */
  readonly steps: readonly UndoStep[];
  /** What can't be recovered, as sentences. */
  readonly losses: readonly string[];
  /** How the tenant differs from what the run left, as sentences. If any, nothing is undone. */
  readonly conflicts: readonly string[];
}

/** An object's current state, and who else uses it. */
export interface CurrentObject {
  readonly object: Snapshot;
  /** All grants on the API or of the application. */
  readonly grants: readonly ClientGrant[];
  /** Why it must not be changed, as a sentence. */
  readonly protectedBecause?: string;
  /** For a grant that no longer exists: which of its application and API are gone too. */
  readonly missing: readonly string[];
}

/**
 * Plans how to revert what a run did. Pure: `currents` has the current state of each of `touched`.
 */
export function planUndo(
  touched: readonly ObjectHistory[],
  currents: readonly CurrentObject[],
): UndoPlan {
  const isWhole = isWholeRun(touched);
  const ids = idsOf(touched);
  const planOf = (object: ObjectHistory, index: number, fates: RunGrants['fates']): UndoPlan => {
    const current = currents[index];
    if (current === undefined) return nothingToDo;
    return undoUnlessProtected(object, current, {isWhole, fates, ...ids});
  };
  // What becomes of the run's grants decides who else uses its API and its application.
  const fates = new Map(
    touched.flatMap((history, index) => {
      const object = currents[index]?.object;
      if (object?.kind !== 'client-grant') return [];
      const planned = planOf(history, index, new Map()).steps.map(({change}) => change.action);
      return [[object.value.id, fateOf(history, object, planned)] as const];
    }),
  );
  const plans = touched
    .map((object, index) => planOf(object, index, fates))
    // Reverts in reverse order: a grant before its API and its application.
    .reverse();
  return {
    steps: plans.flatMap(({steps: undoSteps}) => undoSteps),
    losses: plans.flatMap(({losses}) => losses),
    conflicts: plans.flatMap(({conflicts: found}) => found),
  };
}

/** What the undo of one object has to know of the whole run. */
interface WholeRun extends RunGrants {
  readonly isWhole: boolean;
}

const nothingToDo: UndoPlan = {steps: [], losses: [], conflicts: []};

/** Whether a run wrote to one API, one application and the grant of one for the other. */
function isWholeRun(touched: readonly ObjectHistory[]): boolean {
  const subjects = touched.map(({subject}) => subject);
  const grant = subjects.find(({kind}) => kind === 'client-grant');
  if (grant?.kind !== 'client-grant' || subjects.length !== 3) return false;
  return (
    subjects.some(one => one.kind === 'client' && one.clientId === grant.clientId) &&
    subjects.some(one => one.kind === 'resource-server' && one.audience === grant.audience)
  );
}

/** A protected object stays, whatever its state is. */
function undoUnlessProtected(
  touched: ObjectHistory,
  current: CurrentObject,
  run: WholeRun,
): UndoPlan {
  const plan = undoObject(touched, current, run);
  const {protectedBecause, object} = current;
  const isGone = object.kind === 'nothing' && plan.steps.length === 0;
  const isIdle = [plan.steps, plan.losses, plan.conflicts].every(list => list.length === 0);
  return protectedBecause === undefined || isGone || isIdle ? plan : lossPlan(protectedBecause);
}

function undoObject(touched: ObjectHistory, current: CurrentObject, run: WholeRun): UndoPlan {
  const plan = revertOrDelete(touched, current, run);
  const {object} = current;
  const isDeleted = plan.steps.some(({change}) => isKind(change, 'delete', 'client'));
  if (touched.rotated === undefined || object.kind !== 'client' || isDeleted) return plan;
  const verb = touched.rotated === 'certain' ? 'was rotated' : 'may have been rotated';
  const loss = `The secret of ${describeObject(object)} ${verb}. Auth0 doesn’t keep the old one, so it can’t be recovered.`;
  return {...plan, losses: [...plan.losses, loss]};
}

function revertOrDelete(touched: ObjectHistory, current: CurrentObject, run: WholeRun): UndoPlan {
  const {before, possibleStates} = touched;
  const {object, grants} = current;
  if (before.kind === 'nothing') return deleteCreated(touched, current, run);
  if (object.kind === 'nothing') {
    return possibleStates.some(({kind}) => kind === 'nothing')
      ? recreateGrant(before, current)
      : conflictPlan(before);
  }
  const target = excludeUsedByOthers(touched, object, grants, run);
  const {change, text, losses: lost} = revertObject(target.before, object, target.written);
  const losses = [
    ...lost,
    ...target.keeps.map(capitalize),
    ...unconfirmedFieldLosses(touched, object),
  ];
  if (change === undefined) return {...nothingToDo, losses};
  return (
    findConflict(touched, object) ?? {
      ...nothingToDo,
      losses,
      steps: [{change, current: object, text}],
    }
  );
}

/** Fields that the run was to set and that the journal doesn't show as set. */
function unconfirmedFieldLosses(
  {before, fields, written}: ObjectHistory,
  object: Snapshot,
): readonly string[] {
  const unconfirmed = fields.filter(
    field => !written.includes(field) && !isSameInFields([field], before, object),
  );
  return unconfirmed.map(
    field =>
      `The journal doesn’t show that the run set the ${fieldInWords(field)} of ${describeObject(object)}, so this field stays as it is.`,
  );
}

function findConflict(
  {possibleStates, fields, wasOverwritten}: ObjectHistory,
  object: Snapshot,
): UndoPlan | undefined {
  if (!possibleStates.some(state => isSameInFields(fields, state, object)))
    return conflictPlan(object);
  if (!wasOverwritten) return undefined;
  const text = `${describeObject(object)} was changed by someone else during the run.`;
  return {...nothingToDo, conflicts: [capitalize(text)]};
}

function conflictPlan(object: Snapshot): UndoPlan {
  return {
    ...nothingToDo,
    conflicts: [capitalize(`${describeObject(object)} has changed since the run.`)],
  };
}

function lossPlan(text: string): UndoPlan {
  return {...nothingToDo, losses: [capitalize(text)]};
}

function deleteCreated(
  touched: ObjectHistory,
  {object, grants}: CurrentObject,
  run: WholeRun,
): UndoPlan {
  const {possibleStates} = touched;
  if (object.kind === 'nothing') return nothingToDo;
  if (touched.created === 'possible') {
    return lossPlan(
      `${describeObject(object)} may have been created by the run or by someone else, so it stays.`,
    );
  }
  const otherwise = findConflict(touched, object);
  if (otherwise !== undefined) return otherwise;
  const ownKind =
    object.kind === 'client' ? otherPurposeProblem({client: object.value}) : undefined;
  if (ownKind !== undefined) return lossPlan(ownKind.message);
  if (!possibleStates.some(state => hasSameOtherSettings(state, object))) {
    return lossPlan(
      `${describeObject(object)} stays: settings that this tool doesn’t manage have changed since the run.`,
    );
  }
  const usedBy = grantsAfterUndo(grants, run);
  if (usedBy.length > 0 && object.kind !== 'client-grant') {
    const users = usedBy.map(grant => (object.kind === 'client' ? grant.audience : grant.clientId));
    return lossPlan(`${describeObject(object)} stays: it is now used by ${users.join(', ')}.`);
  }
  if (touched.version === 1 && !isConfirmedByGrant(object, run)) {
    return lossPlan(
      `${describeObject(object)} stays: an older version of this tool wrote the journal, which doesn’t prove that the run created it. If you don’t need it, delete it in the Dashboard.`,
    );
  }
  const text = `Delete ${describeObject(object)}, which the run created.`;
  return {
    ...nothingToDo,
    steps: [{change: deletionOf(object), current: object, text}],
  };
}

/**
 * Anyone can edit a journal of version 1, as it has no digests. What it says was created is deleted
 * only if the tenant agrees: if it still has the grant of a whole run, as the run left it. A file
 * that was forged as a whole, all three objects with their values, passes this.
 */
function isConfirmedByGrant(object: Present, {isWhole, fates}: WholeRun): boolean {
  return isWhole && (object.kind === 'client-grant' || [...fates.values()].includes('deleted'));
}

/** Compares settings that this tool doesn't manage; journals of version 1 don't record them. */
function hasSameOtherSettings(state: Snapshot, object: Snapshot): boolean {
  const before = otherSettingsOf(state);
  return before === undefined || before === otherSettingsOf(object);
}

function otherSettingsOf(object: Snapshot): string | undefined {
  return object.kind === 'nothing' ? undefined : object.value.otherSettings;
}

function deletionOf(object: Present): Change {
  return {action: 'delete', resource: object.kind, id: idOf(object)};
}

/** A run deletes only grants and what it created itself, so only grants are created again. */
function recreateGrant(before: Snapshot, {missing}: CurrentObject): UndoPlan {
  if (before.kind !== 'client-grant') {
    return lossPlan(`${describeObject(before)} no longer exists and can’t be created again.`);
  }
  const {clientId, audience, scope = [], allowAllScopes, organizationUsage} = before.value;
  if (missing.length > 0) {
    return lossPlan(
      `${describeObject(before)} can’t be created again without ${missing.join(' and ')}.`,
    );
  }
  const granted = allowAllScopes ? {allowAllScopes} : {scope};
  const set = {...granted, ...(organizationUsage !== undefined && {organizationUsage})};
  const newIdLoss = `${describeObject(before)} gets a new ID. Its organization settings, if it had any, can’t be recovered.`;
  return {
    ...nothingToDo,
    losses: [capitalize(newIdLoss)],
    steps: [
      {
        change: {action: 'create', resource: 'client-grant', set: {clientId, audience, ...set}},
        current: {kind: 'nothing'},
        text: `Authorize ${clientId} for ${audience} again.`,
      },
    ],
  };
}
