import fc from 'fast-check';
import type {
  Client,
  ClientGrant,
  DemoTenant,
  ResourceServer,
  TenantSettings,
} from '../../../src/emulator/server.js';
import type {Blueprint} from '../../../src/scenario/documented.js';
import type {Content} from './content.js';
import {blueprint, description, permissions, scopes} from './generated-blueprint.js';

/** A tenant in any state, and any blueprint for it. */
export interface Situation {
  readonly blueprint: Blueprint;
  readonly settings: Pick<TenantSettings, 'ps256' | 'leavingAllScopes' | 'grantScopes'>;
  readonly apis: readonly ResourceServer[];
  readonly clients: readonly Client[];
  readonly grants: readonly ClientGrant[];
  /** The index of the application chosen with `--client-id`, and of the remembered one. */
  readonly named: number | undefined;
  readonly remembered: number | undefined;
}

const optional = <Value>(value: fc.Arbitrary<Value>) => fc.option(value, {nil: undefined});

interface ApiTraits {
  readonly name: 'same' | 'other' | 'absent';
  readonly rest: Partial<ResourceServer>;
}

const policy = fc.oneof(
  {weight: 9, arbitrary: fc.constant('require_client_grant')},
  fc.constant('deny_all'),
);

const api: fc.Arbitrary<ApiTraits> = fc.record({
  name: fc.constantFrom('same', 'other', 'absent'),
  // Optional fields are sometimes absent, as in Auth0's responses.
  rest: fc.record(
    {
      signing_alg: fc.constantFrom('RS256', 'PS256', 'HS256', 'RS512'),
      token_dialect: fc.constantFrom(
        'access_token',
        'access_token_authz',
        'rfc9068_profile',
        'rfc9068_profile_authz',
      ),
      scopes,
      enforce_policies: fc.boolean(),
      token_lifetime: fc.constantFrom(3_600, 86_400),
      subject_type_authorization: fc.record({client: fc.record({policy})}),
      is_system: fc.oneof({weight: 15, arbitrary: fc.constant(false)}, fc.constant(true)),
    },
    {requiredKeys: ['signing_alg', 'token_lifetime']},
  ),
});

interface ClientTraits {
  readonly name: 'job' | 'test' | 'test of another' | 'unrelated';
  /** Who registered it: a third-party one is recognized by a field, or only by its id. */
  readonly owner: 'own' | 'third party' | 'dynamic';
  readonly rest: Partial<Client>;
  readonly grant: Partial<ClientGrant> | undefined;
  readonly userGrant: boolean;
  readonly grantElsewhere: boolean;
}

const client: fc.Arbitrary<ClientTraits> = fc.record({
  name: fc.constantFrom('job', 'test', 'test of another', 'unrelated', 'unrelated'),
  owner: fc.constantFrom('own', 'own', 'own', 'own', 'third party', 'dynamic'),
  rest: fc.record(
    {
      app_type: fc.constantFrom(
        'non_interactive',
        'non_interactive',
        'regular_web',
        'spa',
        'native',
        'resource_server',
        'sso_integration',
      ),
      resource_server_identifier: fc.oneof(
        {weight: 4, arbitrary: fc.constant(undefined)},
        fc.constant('https://api.exampleco.com/linked'),
      ),
      grant_types: fc.uniqueArray(
        fc.constantFrom('client_credentials', 'implicit', 'refresh_token'),
      ),
      token_endpoint_auth_method: fc.constantFrom(
        'none',
        'client_secret_post',
        'client_secret_basic',
      ),
      description,
    },
    {requiredKeys: []},
  ),
  grant: optional(
    fc.oneof(
      fc.record({scope: permissions}),
      fc.record({scope: permissions, organization_usage: fc.constant('allow')}),
      fc.constant({allow_all_scopes: true}),
      fc.record({scope: permissions, allow_all_scopes: fc.constant(false)}),
    ),
  ),
  userGrant: fc.boolean(),
  grantElsewhere: fc.boolean(),
});

export const situation: fc.Arbitrary<Situation> = fc
  .record({
    blueprint,
    settings: fc.record({
      ps256: fc.constantFrom('included', 'included', 'included', 'not-in-plan'),
      leavingAllScopes: fc.constantFrom('in-one-call', 'in-two-calls'),
      grantScopes: fc.constantFrom('as-recorded', 'as-recorded', 'as-recorded', 'strict'),
    }),
    api: fc.option(api, {nil: undefined, freq: 4}),
    clients: fc.array(client, {maxLength: 4}),
    named: fc.option(fc.nat(3), {nil: undefined, freq: 2}),
    remembered: fc.option(fc.nat(5), {nil: undefined, freq: 2}),
  })
  .map(({blueprint: wanted, settings, api: traits, clients, named, remembered}) => ({
    blueprint: wanted,
    settings,
    apis: [
      ...(traits === undefined ? [] : [withPlanLimits(apiOf(wanted, traits), settings)]),
      otherApi(wanted),
    ],
    clients: clients.map((each, index) => clientOf(wanted, each, index)),
    grants: clients
      .flatMap((each, index) => grantsOf(wanted, each, index))
      .map(grant => (settings.grantScopes === 'strict' ? withDefinedScopes(grant, traits) : grant)),
    named: named !== undefined && named < clients.length ? named : undefined,
    // May be an application that no longer exists.
    remembered,
  }));

function clientIdOf(index: number, {owner}: Pick<ClientTraits, 'owner'>): string {
  return `${owner === 'dynamic' ? 'tpc_' : ''}generatedApplicationNumber${index}`;
}

/** The id of an application by its index; an unused id if it doesn't exist. */
export function clientIdAt({clients}: Situation, index: number): string {
  return clients[index]?.client_id ?? `goneApplicationNumber${index}`;
}

const apiDefaults = {
  allow_offline_access: true,
  skip_consent_for_verifiable_first_party_clients: false,
  token_lifetime: 86_400,
  token_lifetime_for_web: 600,
  signing_alg: 'RS256',
} as const;

function apiOf({resourceServer}: Blueprint, {name: which, rest}: ApiTraits): ResourceServer {
  const names = {same: {name: resourceServer.name}, other: {name: 'Hours'}, absent: {}};
  const {identifier} = resourceServer;
  const secret = rest.signing_alg === 'HS256' ? {signing_secret: 'generated-secret'} : {};
  const id = '5f0c4d2e9a1b3c0017e6a000';
  return {...apiDefaults, ...rest, ...secret, ...names[which], id, identifier};
}

/** An API whose identifier differs only by a slash. */
function otherApi({resourceServer}: Blueprint): ResourceServer {
  const {name: same, identifier} = resourceServer;
  const id = '5f0c4d2e9a1b3c0017e6a001';
  return {...apiDefaults, id, name: same, identifier: `${identifier}/`, scopes: [{value: 'x'}]};
}

function clientOf(wanted: Blueprint, traits: ClientTraits, index: number): Client {
  const {name: which, owner, rest} = traits;
  const {resource_server_identifier: linked, ...others} = rest;
  const names = {
    job: wanted.client.name,
    test: `${wanted.resourceServer.name} (Test Application)`,
    'test of another': `Invoices (Test Application)`,
    unrelated: `Application ${index}`,
  };
  return {
    tenant: 'timesheets-demo',
    global: false,
    is_first_party: owner !== 'third party',
    client_secret: `generated-secret-of-${index}`,
    signing_keys: [],
    client_metadata: {owner: `owner ${index}`},
    ...others,
    ...(linked !== undefined && {resource_server_identifier: linked}),
    name: names[which],
    client_id: clientIdOf(index, traits),
  };
}

function grantsOf(
  {resourceServer: {identifier}}: Blueprint,
  traits: ClientTraits,
  index: number,
): readonly ClientGrant[] {
  const {grant, userGrant, grantElsewhere} = traits;
  const grantRow = (audience: string, subject: 'client' | 'user', rest: Partial<ClientGrant>) => ({
    ...rest,
    id: `cgr_${index}${subject}${audience.length}`,
    client_id: clientIdOf(index, traits),
    audience,
    subject_type: subject,
  });
  return [
    ...(userGrant ? [grantRow(identifier, 'user', {scope: ['x']})] : []),
    ...(grant === undefined ? [] : [grantRow(identifier, 'client', grant)]),
    ...(grantElsewhere ? [grantRow(`${identifier}/`, 'client', {scope: ['x']})] : []),
  ];
}

/** On a plan without PS256, no API has it. */
function withPlanLimits(row: ResourceServer, {ps256}: Situation['settings']): ResourceServer {
  return ps256 === 'not-in-plan' && row.signing_alg === 'PS256'
    ? {...row, signing_alg: 'RS256'}
    : row;
}

/** On a strict tenant, no grant has undefined scopes. */
function withDefinedScopes(grant: ClientGrant, traits: ApiTraits | undefined): ClientGrant {
  const defined = new Set((traits?.rest.scopes ?? []).map(({value}) => value));
  if (grant.scope === undefined) return grant;
  return {...grant, scope: grant.scope.filter(value => defined.has(value))};
}

/** Removes all but the base tenant's objects, and inserts the situation's. */
export function fillTenant(
  {store}: DemoTenant,
  always: Content,
  {apis, clients, grants}: Situation,
): void {
  const kept = new Set([
    ...always.apis.map(({id}) => id),
    ...always.clients.map(({client_id}) => client_id),
    ...always.grants.map(({id}) => id),
  ]);
  for (const {id} of store.resourceServers.all())
    if (!kept.has(id)) store.resourceServers.remove(id);
  for (const {client_id: id} of store.clients.all()) if (!kept.has(id)) store.clients.remove(id);
  for (const {id} of store.clientGrants.all()) if (!kept.has(id)) store.clientGrants.remove(id);
  for (const row of apis) store.resourceServers.insert(structuredClone(row));
  for (const row of clients) store.clients.insert(structuredClone(row));
  for (const row of grants) store.clientGrants.insert(structuredClone(row));
}
