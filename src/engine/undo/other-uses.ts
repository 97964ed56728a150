import {describeObject, type Snapshot} from '../../model/change.js';
import type {ClientGrant} from '../../model/client-grant.js';
import {fieldInWords} from '../../model/labels.js';
import {formatSeries} from '../../text/format.js';
import {specialPurposeOf} from '../select-client.js';
import type {Client, ResourceServer} from '../tenant.js';
import {isSameInFields, type ObjectHistory} from './object-history.js';

/** What an undo leaves of the grants that its run wrote; `reverted`: as before the run. */
type GrantFate = 'deleted' | 'reverted' | 'kept';

/** Tells the run's own grants from the uses that others make of its API and its application. */
export interface RunGrants {
  /** By grant id; only grants that the run wrote. */
  readonly fates: ReadonlyMap<string, GrantFate>;
  /** Identifiers and Client IDs of what the run wrote to, as far as its journal names them. */
  readonly audiences: ReadonlySet<string>;
  readonly clientIds: ReadonlySet<string>;
}

/** `planned`: the actions of this undo on the object. */
export function fateOf(
  {before, fields}: ObjectHistory,
  object: Snapshot,
  planned: readonly string[],
): GrantFate {
  if (planned.includes('delete')) return 'deleted';
  return planned.length > 0 || isSameInFields(fields, before, object) ? 'reverted' : 'kept';
}

export function idsOf(
  touched: readonly ObjectHistory[],
): Pick<RunGrants, 'audiences' | 'clientIds'> {
  const subjects = touched.map(({subject}) => subject);
  return {
    audiences: new Set(subjects.flatMap(one => ('audience' in one ? [one.audience] : []))),
    clientIds: new Set(subjects.flatMap(one => ('clientId' in one ? [one.clientId] : []))),
  };
}

/** The grants that are left after the undo. */
export function grantsAfterUndo(
  grants: readonly ClientGrant[],
  {fates}: RunGrants,
): readonly ClientGrant[] {
  return grants.filter(({id}) => fates.get(id) !== 'deleted');
}

/** What an object is to be reverted to. */
export interface Target {
  readonly before: Snapshot;
  /** The fields to revert. */
  readonly written: readonly string[];
  /** What is kept for others, as sentences. */
  readonly keeps: readonly string[];
}

/**
 * Leaves out of a reversal what others use by now: the permissions of an API that they were
 * granted, and what lets an application sign in to call another API.
 */
export function excludeUsedByOthers(
  {before, written}: ObjectHistory,
  now: Snapshot,
  grants: readonly ClientGrant[],
  run: RunGrants,
): Target {
  if (before.kind === 'resource-server' && now.kind === 'resource-server') {
    if (!written.includes('scopes')) return {before, written, keeps: []};
    const {scopes, users} = usedScopes(before.value, now.value, grants, run);
    if (scopes.length === 0) return {before, written, keeps: []};
    const value = {...before.value, scopes: [...(before.value.scopes ?? []), ...scopes]};
    const names = formatSeries(scopes.map(scope => scope.value));
    const keeps = [`${describeObject(now)} keeps ${names}, now used by ${users.join(', ')}.`];
    return {before: {kind: 'resource-server', value}, written, keeps};
  }
  if (before.kind === 'client' && now.kind === 'client') {
    const users = calledApis(grants, run);
    if (users.length === 0 || canSignIn(before.value) || !canSignIn(now.value)) {
      return {before, written, keeps: []};
    }
    const used = written.filter(
      name => signInFields.has(name) && !isSameInFields([name], before, now),
    );
    if (used.length === 0) return {before, written, keeps: []};
    const names = formatSeries(used.map(fieldInWords));
    const keeps = [
      `${describeObject(now)} keeps its ${names}: it is now authorized for ${users.join(', ')}.`,
    ];
    return {before, written: written.filter(name => !used.includes(name)), keeps};
  }
  return {before, written, keeps: []};
}

/** The permissions that the reversal would remove from the API although others are granted them. */
function usedScopes(
  before: ResourceServer,
  now: ResourceServer,
  grants: readonly ClientGrant[],
  {fates, clientIds}: RunGrants,
) {
  const former = new Set((before.scopes ?? []).map(({value}) => value));
  const removed = (now.scopes ?? []).filter(({value}) => !former.has(value));
  const uses = ({allowAllScopes, scope = []}: ClientGrant, value: string) =>
    allowAllScopes || scope.includes(value);
  const users = grants
    .filter(grant => isGrantOfOthers(grant, fates, clientIds.has(grant.clientId)))
    .filter(grant => removed.some(({value}) => uses(grant, value)));
  return {
    scopes: removed.filter(({value}) => users.some(grant => uses(grant, value))),
    users: [...new Set(users.map(({clientId}) => clientId))],
  };
}

/**
 * The APIs that the application may call on its own behalf, without the run's. If the journal
 * doesn't name the run's API, because the run wrote only to the application, a single API counts as
 * it.
 */
function calledApis(
  grants: readonly ClientGrant[],
  {fates, audiences}: RunGrants,
): readonly string[] {
  const others = grants
    .filter(({subjectType}) => subjectType === 'client')
    .filter(grant => isGrantOfOthers(grant, fates, audiences.has(grant.audience)));
  return audiences.size === 0 && others.length < 2 ? [] : others.map(({audience}) => audience);
}

/**
 * Not a grant that the run wrote, if it is as before the run after this undo, and not the grant of
 * the run's application for its API, if the run found that in order.
 */
function isGrantOfOthers(
  {id, subjectType}: ClientGrant,
  fates: RunGrants['fates'],
  isRuns: boolean,
): boolean {
  const fate = fates.get(id);
  return fate === undefined ? !(isRuns && subjectType === 'client') : fate === 'kept';
}

/** The fields that decide whether an application gets tokens with client credentials. */
const signInFields: ReadonlySet<string> = new Set([
  'appType',
  'grantTypes',
  'tokenEndpointAuthMethod',
]);

function canSignIn(client: Client): boolean {
  const {grantTypes = []} = client;
  return grantTypes.includes('client_credentials') && specialPurposeOf(client) !== 'public';
}
