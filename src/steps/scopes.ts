import type {StepStatus} from '../engine/step-status.js';
import type {Scope} from '../engine/tenant.js';
import {type Blueprint, documented} from '../scenario/documented.js';
import {words} from '../scenario/words.js';
import {listDifference} from '../text/format.js';
import {missingStatus, statusOf} from './evaluation.js';
import {type Choices, changeBlueprint, type Step} from './step.js';

/** The permissions that the API defines. */
export const scopes: Step = {
  id: 'scopes',
  title: words.scopes.title,
  heading: words.scopes.heading,
  about: words.scopes.about,
  explanation: words.scopes.explanation,
  docs: words.scopes.docs,
  reads: ['read:resource_servers'],
  copies: 'identifier',

  dashboard: ({resourceServer}) =>
    resourceServer === undefined ? 'apis' : `apis/${resourceServer.id}/permissions`,

  questions(choices, {resourceServer}) {
    const {resourceServer: desired, clientGrant} = choices.blueprint;
    const needed = new Set(clientGrant.scope);
    const offered = offeredScopes(choices);
    const offeredValues = new Set(valuesOf(offered));
    const chosen = new Set(valuesOf(desired.scopes));
    const existing = valuesOf(resourceServer?.scopes ?? []);
    const existingValues = new Set(existing);
    return [
      {
        kind: 'multiselect',
        id: 'scopes',
        label: 'Permissions',
        values: [...chosen],
        options: offered.map(({value, description}) => {
          const stays = existingValues.has(value) && !chosen.has(value);
          const detail = stays ? words.scopes.stays : description;
          return {
            value,
            label: value,
            ...(detail !== undefined && {detail}),
            ...(needed.has(value) && {mark: words.scopes.needed}),
          };
        }),
        kept: existing.filter(value => !offeredValues.has(value)),
      },
    ];
  },

  answer(choices, questionId, answer) {
    if (answer.kind !== 'multiselect' || questionId !== 'scopes') return choices;
    const {scope: needed} = choices.blueprint.clientGrant;
    // The API must define every scope that the job is granted, so those can't be unticked here.
    const wanted = new Set([...answer.values, ...needed]);
    const chosen = offeredScopes(choices).filter(({value}) => wanted.has(value));
    return changeBlueprint(choices, ({resourceServer}) => ({
      resourceServer: {...resourceServer, scopes: chosen},
    }));
  },

  evaluate({resourceServer: {scopes: wanted}}, {resourceServer}): StepStatus {
    if (resourceServer === undefined) {
      const change = {
        action: 'create',
        resource: 'resource-server',
        set: {scopes: wanted},
      } as const;
      return missingStatus({scopes: valuesOf(wanted)}, [{change}]);
    }
    const current = resourceServer.scopes ?? [];
    const {added, removed: kept} = listDifference(valuesOf(current), valuesOf(wanted));
    const missingValues = new Set(added);
    const missingScopes = wanted.filter(({value}) => missingValues.has(value));
    if (resourceServer.isSystem || missingScopes.length === 0) return statusOf([], {kept});
    // Auth0 replaces the whole list, so the existing scopes are sent back unchanged.
    const merged = [...current, ...missingScopes];
    return statusOf(
      [
        {
          difference: {field: 'scopes', from: valuesOf(current), to: valuesOf(merged)},
          change: {
            change: {
              action: 'update',
              resource: 'resource-server',
              id: resourceServer.id,
              set: {scopes: merged},
            },
          },
        },
      ],
      {kept},
    );
  },
};

function valuesOf(list: readonly Scope[]): readonly string[] {
  return list.map(({value}) => value);
}

/**
 * The initial blueprint's scopes and the current ones, so that an unticked scope can be ticked
 * again.
 */
function offeredScopes({blueprint, given}: Choices): readonly Scope[] {
  const offered = [...documentedScopes(given), ...given.resourceServer.scopes];
  const all = [...offered, ...blueprint.resourceServer.scopes];
  return [...new Map(all.map(scope => [scope.value, scope])).values()];
}

/**
 * All documented scopes if the blueprint has any of them: an earlier run may have unticked the
 * rest. None for a different scenario.
 */
function documentedScopes({resourceServer}: Blueprint): readonly Scope[] {
  const given = new Set(valuesOf(resourceServer.scopes));
  const {scopes: all} = documented.resourceServer;
  return all.some(({value}) => given.has(value)) ? all : [];
}
