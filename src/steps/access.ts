import {
  otherAuthorizedClients,
  selectClient,
  selectClientGrant,
  selectionProblem,
} from '../engine/select-client.js';
import type {Note, StepStatus} from '../engine/step-status.js';
import type {Client, ClientGrant} from '../engine/tenant.js';
import type {Desired} from '../model/blueprint.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {documented} from '../scenario/documented.js';
import {words} from '../scenario/words.js';
import {listDifference} from '../text/format.js';
import {
  blockedStatus,
  breakageOf,
  type FieldDifference,
  missingStatus,
  optionalDifferences,
  statusOf,
} from './evaluation.js';
import {changeBlueprint, type Option, type Step} from './step.js';

/** What the application may do with the API: its client grant. */
export const access: Step = {
  id: 'access',
  title: words.access.title,
  heading: words.access.heading,
  about: words.access.about,
  explanation: words.access.explanation,
  docs: words.access.docs,
  reads: ['read:client_grants'],
  copies: 'client-id',

  dashboard: ({resourceServer}) =>
    resourceServer === undefined ? 'apis' : `apis/${resourceServer.id}/authorized-clients`,

  questions(choices, observed) {
    const {resourceServer, clientGrant} = choices.blueprint;
    const granted = new Set(grantedScopes(choices.blueprint, {...observed, hints: choices.hints}));
    const wanted = new Set(clientGrant.scope);
    const first = new Set(choices.given.clientGrant.scope);
    const defined = new Map(
      [...resourceServer.scopes, ...(observed.resourceServer?.scopes ?? [])].map(scope => [
        scope.value,
        scope.description,
      ]),
    );
    for (const value of [...first, ...clientGrant.scope, ...granted]) {
      if (!defined.has(value)) defined.set(value, undefined);
    }
    const values = [...defined.keys()];
    // Sorts by the initial grant, not by the current answer, so that ticking an option doesn't move
    // it.
    values.sort((a, b) => optionRank(first, granted, a) - optionRank(first, granted, b));
    return [
      {
        kind: 'toggle',
        id: 'authorized',
        label: 'Authorized',
        value: clientGrant.authorized ? 'on' : 'off',
        on: words.access.authorized,
        off: words.access.unauthorized,
      },
      ...(clientGrant.authorized
        ? [
            {
              kind: 'multiselect' as const,
              id: 'scope',
              label: 'Permissions',
              values: clientGrant.scope,
              options: values.map(value => ({
                value,
                label: value,
                ...detailOf(value, wanted, granted, defined.get(value)),
              })),
              kept: [],
            },
          ]
        : []),
    ];
  },

  answer(choices, questionId, answer) {
    return changeBlueprint(choices, ({clientGrant}) => {
      if (answer.kind === 'toggle' && questionId === 'authorized') {
        return {clientGrant: {...clientGrant, authorized: answer.value === 'on'}};
      }
      if (answer.kind === 'multiselect' && questionId === 'scope') {
        return {clientGrant: {...clientGrant, scope: answer.values}};
      }
      return {};
    });
  },

  evaluate(desired, observed): StepStatus {
    const {resourceServer} = observed;
    const selection = selectClient(desired, observed);
    const problem = selectionProblem(selection);
    if (problem !== undefined) return blockedStatus(problem);
    if (resourceServer?.isSystem) return statusOf([]);
    if (resourceServer?.clientPolicy === 'deny_all' && desired.clientGrant.authorized) {
      return blockedStatus(deniesApplicationsProblem(observed.audience));
    }
    const undefinedScopes = undefinedWantedScopes(desired, observed);
    if (undefinedScopes.length > 0) return blockedStatus(undefinedScopesProblem(undefinedScopes));
    const client = selection.kind === 'found' ? selection.client : undefined;
    const grant = client && selectClientGrant(observed, client.clientId);
    const {authorized, scope} = desired.clientGrant;
    const notes = [
      ...(authorized ? organizationNotes(client, grant) : []),
      ...(authorized && scope.length === 0 ? [nothingGrantedNote] : []),
      ...otherAuthorizedClients(observed, client?.clientId).map(alsoAuthorizedNote),
    ];
    if (!authorized)
      return statusOf(grant ? [revokeDifference(desired, grant, observed)] : [], {notes});
    if (grant !== undefined) {
      const undefinedScopesInGrant = grant.allowAllScopes
        ? []
        : undefinedGrantedScopes(desired, grant, observed);
      return statusOf(
        [
          ...scopeDifferences(desired, grant, observed),
          ...organizationDifferences(desired, grant, observed),
        ],
        {
          notes: [
            ...notes,
            ...(undefinedScopesInGrant.length > 0
              ? [droppedScopesNote(undefinedScopesInGrant)]
              : []),
          ],
        },
      );
    }
    if (client === undefined || resourceServer === undefined)
      return missingStatus({scope, ...optionalFields(desired)}, [], {notes});
    const change = {
      action: 'create',
      resource: 'client-grant',
      set: {
        clientId: client.clientId,
        audience: observed.audience,
        scope,
        ...optionalFields(desired),
      },
    } as const;
    return missingStatus({scope, ...optionalFields(desired)}, [{change}], {notes});
  },
};

function optionalFields({clientGrant: {organizationUsage}}: Desired) {
  return organizationUsage === undefined ? {} : {organizationUsage};
}

/** After this change Auth0 may refuse token requests with an organization, or those without one. */
function organizationDifferences(
  desired: Desired,
  grant: ClientGrant,
  observed: Observed,
): readonly FieldDifference[] {
  const breaks = breakageOf(desired, observed, grant.id, words.access.organizationBreaks);
  return optionalDifferences('client-grant', grant, grant.id, optionalFields(desired), breaks);
}

function grantedScopes(desired: Desired, observed: Observed): readonly string[] {
  const selection = selectClient(desired, observed);
  if (selection.kind !== 'found') return [];
  const grant = selectClientGrant(observed, selection.client.clientId);
  if (grant?.allowAllScopes) return (observed.resourceServer?.scopes ?? []).map(s => s.value);
  return grant?.scope ?? [];
}

function optionRank(
  first: ReadonlySet<string>,
  granted: ReadonlySet<string>,
  value: string,
): number {
  if (first.has(value)) return 0;
  return granted.has(value) ? 1 : 2;
}

function detailOf(
  value: string,
  wanted: ReadonlySet<string>,
  granted: ReadonlySet<string>,
  description: string | undefined,
): Pick<Option, 'detail' | 'mark' | 'caution'> {
  const willBeRemoved = granted.has(value) && !wanted.has(value);
  if (willBeRemoved) return {caution: words.access.willBeRemoved};
  if (wanted.size === 1 && wanted.has(value)) {
    const uploads = documented.clientGrant.scope.includes(value);
    return {mark: uploads ? words.access.uploadsOnly : words.scopes.needed};
  }
  return description === undefined ? {} : {detail: description};
}

function revokeDifference(
  desired: Desired,
  grant: ClientGrant,
  observed: Observed,
): FieldDifference {
  const breaks = breakageOf(desired, observed, grant.id, words.access.revokeBreaks);
  return {
    difference: {field: 'authorized', from: true, to: false, ...breaks},
    change: {change: {action: 'delete', resource: 'client-grant', id: grant.id}, ...breaks},
  };
}

/** Adding a scope breaks nothing but removing one may, so the two are separate changes. */
function scopeDifferences(
  desired: Desired,
  grant: ClientGrant,
  observed: Observed,
): readonly FieldDifference[] {
  const {id} = grant;
  const wanted = desired.clientGrant.scope;
  if (grant.allowAllScopes) {
    const breaks = breakageOf(desired, observed, id, words.access.removeAllScopesBreaks);
    const set = {allowAllScopes: false, scope: wanted};
    return [
      {
        difference: {field: 'allowAllScopes', from: true, to: false, ...breaks},
        change: {change: {action: 'update', resource: 'client-grant', id, set}, ...breaks},
      },
      {
        difference: {field: 'scope', from: null, to: wanted, ...breaks},
        change: {change: {action: 'update', resource: 'client-grant', id, set}, ...breaks},
      },
    ];
  }
  const current = grant.scope ?? [];
  const {added: missingScopes, removed} = listDifference(current, wanted);
  // Auth0 rejects a list with a scope that the API doesn't define. Such a scope grants nothing
  // anyway.
  const undefinedInGrant = undefinedGrantedScopes(desired, grant, observed);
  const excess = removed.filter(value => !undefinedInGrant.includes(value));
  const keptAndAdded = [
    ...current.filter(value => !undefinedInGrant.includes(value)),
    ...missingScopes,
  ];
  const addition: FieldDifference = {
    difference: {field: 'scope', from: current, to: keptAndAdded},
    change: {change: {action: 'update', resource: 'client-grant', id, set: {scope: keptAndAdded}}},
  };
  const breaks = breakageOf(desired, observed, id, words.access.removeScopesBreaks(excess));
  const removal: FieldDifference = {
    difference: {field: 'scope', from: keptAndAdded, to: wanted, ...breaks},
    change: {
      change: {action: 'update', resource: 'client-grant', id, set: {scope: wanted}},
      ...breaks,
    },
  };
  const additions = missingScopes.length + undefinedInGrant.length > 0 ? [addition] : [];
  return [...additions, ...(excess.length > 0 ? [removal] : [])];
}

/** Scopes in the grant that the API no longer defines and that the blueprint won't define. */
function undefinedGrantedScopes(
  {resourceServer}: Desired,
  grant: ClientGrant,
  observed: Observed,
): readonly string[] {
  const defined = [...resourceServer.scopes, ...(observed.resourceServer?.scopes ?? [])];
  const values = new Set(defined.map(({value}) => value));
  return (grant.scope ?? []).filter(value => !values.has(value));
}

function droppedScopesNote(scopes: readonly string[]): Note {
  const [is, it] = scopes.length === 1 ? ['is', 'it grants'] : ['are', 'they grant'];
  return {
    kind: 'info',
    text: `${scopes.join(', ')} ${is} in the grant, but the API doesn’t define ${scopes.length === 1 ? 'it' : 'them'}: ${it} nothing, and will be removed.`,
  };
}

const nothingGrantedNote: Note = {
  kind: 'info',
  text: 'The application will get tokens without permissions, so it can’t do anything with the API.',
};

function organizationNotes(
  client: Client | undefined,
  grant: ClientGrant | undefined,
): readonly Note[] {
  const usage = grant?.organizationUsage;
  if (usage !== 'require' && usage !== 'allow') return [];
  const {defaultOrganization, defaultOrganizationFlows = []} = client ?? {};
  const {organizationRequired, defaultOrganization: isFor} = words.access;
  if (
    defaultOrganization !== undefined &&
    defaultOrganizationFlows.includes('client_credentials')
  ) {
    return [{kind: 'info', text: isFor(defaultOrganization)}];
  }
  return usage === 'require' ? [{kind: 'info', text: organizationRequired}] : [];
}

function alsoAuthorizedNote(other: {
  readonly clientId: string;
  readonly name: string | undefined;
}): Note {
  const name = other.name === undefined ? other.clientId : `${other.name} (${other.clientId})`;
  return {kind: 'also-authorized', text: `${name} is also authorized. It won’t change.`};
}

/** Scopes in the blueprint's grant that neither the API nor the blueprint defines. */
function undefinedWantedScopes(
  {resourceServer, clientGrant}: Desired,
  observed: Observed,
): readonly string[] {
  const defined = [...resourceServer.scopes, ...(observed.resourceServer?.scopes ?? [])];
  return listDifference(
    defined.map(({value}) => value),
    clientGrant.authorized ? clientGrant.scope : [],
  ).added;
}

function undefinedScopesProblem(scopes: readonly string[]): Problem {
  return new Problem('invalid_blueprint', {
    message: `The blueprint grants ${scopes.join(', ')}, but the API doesn’t define ${scopes.length === 1 ? 'this permission' : 'these permissions'}.`,
    hint: 'In the blueprint, add what is missing to resourceServer.scopes, or remove it from clientGrant.scope.',
  });
}

function deniesApplicationsProblem(audience: string): Problem {
  return new Problem('api_denies_applications', {
    message: `The API ${audience} doesn’t allow applications: its access policy for Machine to Machine applications is deny_all.`,
    hint: 'In the Dashboard, open the API’s Settings and set the access policy to “via client grant” (require_client_grant). Then try again.',
  });
}
