import {type Allowance, type EvaluatedStep, planBatches} from '../engine/plan.js';
import type {ChangeKind} from '../model/change.js';
import {resources} from '../model/resource.js';

/** Any one of the permissions in `reads` is enough to evaluate the step. */
export interface Reading {
  readonly id: string;
  readonly reads: readonly [string, ...string[]];
}

/** The permission that each endpoint requires: https://auth0.com/docs/api/management/v2 */
function permissionFor({action, resource}: ChangeKind): string {
  if (action === 'rotate-secret') return 'update:client_keys';
  return `${action}:${resources[resource].permission}`;
}

/** The permissions that a first run on an empty tenant needs, up to and including the proof. */
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

export interface MissingPermissions {
  readonly step: string;
  readonly permissions: readonly string[];
}

/** The steps that can't be evaluated with these permissions. */
export function findMissingToRead(
  steps: readonly Reading[],
  permissions: ReadonlySet<string>,
): readonly MissingPermissions[] {
  return steps
    .filter(({reads}) => !reads.some(permission => permissions.has(permission)))
    .map(({id, reads: [first]}) => ({step: id, permissions: [first]}));
}

/**
 * The steps whose changes need more permissions. Changes that `allowance` rules out don't count.
 */
export function findMissingToWrite(
  statuses: readonly EvaluatedStep[],
  permissions: ReadonlySet<string>,
  allowance: Allowance,
): readonly MissingPermissions[] {
  const kinds = planBatches(statuses, allowance).flat();
  const needed = statuses.map(({step, status}) => {
    const planned = kinds.filter(({steps}) => steps.includes(step)).map(({change}) => change);
    // A grant has no planned change until its API and application exist, but will need one.
    const later: readonly ChangeKind[] =
      status.kind === 'missing' && planned.length === 0
        ? [{action: 'create', resource: 'client-grant'}]
        : [];
    return {step, kinds: [...planned, ...later]};
  });
  return needed.flatMap(({step, kinds: kindsOfStep}) => {
    const missing = permissionsFor(kindsOfStep).filter(permission => !permissions.has(permission));
    return missing.length === 0 ? [] : [{step, permissions: missing}];
  });
}

export function permissionsFor(kinds: readonly ChangeKind[]): readonly string[] {
  return [...new Set(kinds.map(permissionFor))];
}
