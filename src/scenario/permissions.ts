import {type Allowance, batchesOf, type EvaluatedStep} from '../engine/plan.js';
import type {ChangeKind} from '../model/change.js';
import {resources} from '../model/resource.js';

/** What a step reads: any one of these permissions will do. */
export interface Reading {
  readonly id: string;
  readonly reads: readonly [string, ...string[]];
}

/** https://auth0.com/docs/api/management/v2, the scopes of each endpoint. */
function permissionFor({action, resource}: ChangeKind): string {
  if (action === 'rotate-secret') return 'update:client_keys';
  return `${action}:${resources[resource].permission}`;
}

/** For a first run from nothing to the proof: shown to who has to set them up. */
export const firstRunPermissions: readonly string[] = [
  'read:resource_servers',
  'create:resource_servers',
  'update:resource_servers',
  'read:clients',
  'read:client_keys',
  'create:clients',
  'update:clients',
  'read:client_grants',
  'create:client_grants',
  'update:client_grants',
];

export interface Lacking {
  readonly step: string;
  readonly permissions: readonly string[];
}

/** The steps that can't even be judged with these permissions. */
export function lackingToRead(
  steps: readonly Reading[],
  permissions: ReadonlySet<string>,
): readonly Lacking[] {
  return steps
    .filter(({reads}) => !reads.some(permission => permissions.has(permission)))
    .map(({id, reads: [first]}) => ({step: id, permissions: [first]}));
}

/** The steps whose planned changes need more than these permissions: nothing that isn't planned is asked for. */
export function lackingToWrite(
  statuses: readonly EvaluatedStep[],
  permissions: ReadonlySet<string>,
  allowance: Allowance,
): readonly Lacking[] {
  const kinds = batchesOf(statuses, allowance).flat();
  const needed = statuses.map(({step, status}) => {
    const planned = kinds.filter(({steps}) => steps.includes(step)).map(({change}) => change);
    // A grant whose API or application is still to be made has no change to show yet.
    const later: readonly ChangeKind[] =
      status.kind === 'missing' && planned.length === 0
        ? [{action: 'create', resource: 'client-grant'}]
        : [];
    return {step, kinds: [...planned, ...later]};
  });
  return needed.flatMap(({step, kinds: kindsOfStep}) => {
    const lacking = permissionsFor(kindsOfStep).filter(permission => !permissions.has(permission));
    return lacking.length === 0 ? [] : [{step, permissions: lacking}];
  });
}

export function permissionsFor(kinds: readonly ChangeKind[]): readonly string[] {
  return [...new Set(kinds.map(permissionFor))];
}
