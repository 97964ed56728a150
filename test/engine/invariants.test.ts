import fc from 'fast-check';
import {afterAll, expect, test} from 'vitest';
import type {Connection} from '../../src/auth0/connect.js';
import {type DemoTenant, startDemoTenant} from '../../src/emulator/server.js';
import type {Outcome} from '../../src/engine/outcome.js';
import {evaluateAll, isInSync} from '../../src/engine/plan.js';
import {selectClient} from '../../src/engine/select-client.js';
import {performUndo, prepareUndo} from '../../src/engine/undo/run-undo.js';
import {Problem} from '../../src/model/errors.js';
import type {Observed} from '../../src/model/observed.js';
import type {Blueprint} from '../../src/scenario/documented.js';
import {readBlueprint} from '../../src/scenario/read-blueprint.js';
import {steps} from '../../src/steps/index.js';
import {
  type Content,
  changedNames,
  contentOf,
  unmanagedValues,
  writesOf,
} from './support/content.js';
import {differences} from './support/differences.js';
import {clientIdAt, fillTenant, type Situation, situation} from './support/generated.js';
import {MemoryJournal} from './support/memory-journal.js';
import {repair, signIn} from './support/run.js';

const runs = 120;
const counts = {repaired: 0, refused: 0, failed: 0};
const places = new Map<string, Place>();

afterAll(async () => {
  console.log(
    `invariants: ${runs} generated tenants (${counts.repaired} repaired, ${counts.refused} refused before anything was written, ${counts.failed} by the tenant)`,
  );
  for (const {tenant} of places.values()) await tenant.close();
});

const unlimited = {burst: 1e6, perSecond: 1e6, maxConcurrent: 100, tokensPerSecond: 1e6} as const;
const roomy = {applications: 1e6, apis: 1e6, grants: 1e6} as const;

interface Place {
  readonly tenant: DemoTenant;
  readonly connection: Connection;
  /** The base tenant's objects. */
  readonly always: Content;
}

/** One tenant per settings, filled again for every situation. */
async function preparePlace(given: Situation): Promise<Place> {
  const key = JSON.stringify(given.settings);
  const place = places.get(key) ?? (await open(given));
  places.set(key, place);
  fillTenant(place.tenant, place.always, given);
  return place;
}

async function open(given: Situation): Promise<Place> {
  const settings = {...given.settings, plan: {...unlimited, ...roomy}};
  const tenant = await startDemoTenant({scenario: 'fresh', settings});
  return {tenant, connection: await signIn(tenant), always: contentOf(tenant)};
}

interface Trial {
  readonly tenant: DemoTenant;
  readonly connection: Connection;
  readonly desired: Blueprint;
  readonly hints: {readonly clientId?: string; readonly rememberedClientId?: string};
  readonly journal: MemoryJournal;
}

/** Runs `apply`. Anything thrown that is not a `Problem` is a bug. */
async function applyOrProblem(trial: Trial): Promise<Outcome | Problem> {
  try {
    const {tenant, ...options} = trial;
    return await repair(tenant, {...options, similar: 'allow', sleep: async () => {}});
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

/** A second run reads everything again and has nothing to do. */
async function expectInSync(trial: Trial): Promise<Observed> {
  const written = writesOf(trial.tenant).length;
  const again = await applyOrProblem({...trial, journal: new MemoryJournal(trial.tenant.domain)});
  if (again instanceof Problem) throw again;
  expect(again).toMatchObject({kind: 'done', applied: []});
  expect(writesOf(trial.tenant)).toHaveLength(written);
  expect(isInSync(evaluateAll(steps, trial.desired, again.observed))).toBe(true);
  return again.observed;
}

function expectTheRestUntouched({desired, tenant}: Trial, before: Content, clientId: string): void {
  const ours = [clientId];
  const {identifier} = desired.resourceServer;
  const revoked = before.grants
    .filter(({client_id = '', audience, subject_type}) => {
      const managed = audience === identifier && subject_type === 'client';
      return managed && ours.includes(client_id) && !desired.clientGrant.authorized;
    })
    .map(({id}) => `grant ${id}`);
  const unmanaged = (content: Content) => unmanagedValues(content, ours, identifier);
  const changed = changedNames(unmanaged(before), unmanaged(contentOf(tenant)));
  expect(changed.filter(name => !revoked.includes(name))).toEqual([]);
}

/** Checks the result against the tenant's content, independently of the engine. */
function expectAsDesired({desired, tenant}: Trial, clientId: string): void {
  const {resourceServer, client, clientGrant} = desired;
  const {apis, clients, grants} = contentOf(tenant);
  const [api, second] = apis.filter(({identifier}) => identifier === resourceServer.identifier);
  expect(second).toBeUndefined();
  expect(api).toMatchObject({name: resourceServer.name, signing_alg: resourceServer.signingAlg});
  expect(api?.token_dialect ?? 'access_token').toMatch(
    resourceServer.tokenProfile === 'auth0' ? /^access_token/ : /^rfc9068_profile/,
  );
  if (resourceServer.tokenLifetime !== undefined) {
    expect(api?.token_lifetime).toBe(resourceServer.tokenLifetime);
  }
  const values = api?.scopes?.map(({value}) => value) ?? [];
  expect(values).toEqual(expect.arrayContaining(resourceServer.scopes.map(({value}) => value)));
  const job = clients.find(({client_id}) => client_id === clientId);
  expect(job).toMatchObject({name: client.name, app_type: 'non_interactive'});
  expect(job?.grant_types).toContain('client_credentials');
  expect(job?.token_endpoint_auth_method).not.toBe('none');
  const held = grants
    .filter(({client_id, audience}) => client_id === clientId && audience === api?.identifier)
    .filter(({subject_type}) => subject_type === 'client')
    .map(({scope = [], allow_all_scopes}) => (allow_all_scopes ? ['all'] : [...scope].sort()));
  expect(held).toEqual(clientGrant.authorized ? [[...clientGrant.scope].sort()] : []);
}

/** The part of a loss sentence that names a field or an added object. */
const said = {
  name: /API had no name before/,
  signing_secret: /HS256 signing secret can’t be recovered/,
  token_dialect: /token profile was not set/,
  scopes: /list of permissions was not set|keeps .*, now used by/,
  app_type: /had no application type before|keeps its .*: it is now authorized for/,
  grant_types: /had no list of grant types before|keeps its .*: it is now authorized for/,
  token_endpoint_auth_method: /keeps its .*authentication method.*: it is now authorized for/,
  id: /gets a new ID/,
  organization_usage:
    /organization settings, if it had any, can’t be recovered|Organization use was not set/,
  description: /had no description before/,
  object: /stays: it is now used by/,
} as const;

async function expectUndone({tenant, connection, journal}: Trial, before: Content): Promise<void> {
  const record = journal.record();
  const plan = await prepareUndo(connection.reader, record);
  expect(plan.conflicts).toEqual([]);
  const context = {tenant: connection.tenant, journal: new MemoryJournal(tenant.domain)};
  await performUndo({record, plan}, context, () => {});
  const unlike = differences(before, contentOf(tenant));
  const known = new Map<string, RegExp>(Object.entries(said));
  for (const {field, text} of unlike) {
    expect(plan.losses, text).toContainEqual(expect.stringMatching(known.get(field) ?? /never/));
  }
  for (const loss of plan.losses) {
    expect(
      unlike.some(({field}) => known.get(field)?.test(loss)),
      loss,
    ).toBe(true);
  }
}

/** Problems before the first write, and those that only the tenant can report. */
const refusals = [
  'ambiguous_application',
  'third_party_application',
  'api_denies_applications',
  'system_api',
  // The job is granted an undefined permission.
  'invalid_blueprint',
];
const refusalsOfTenant = ['not_in_plan', 'refused'];

function readOrProblem({blueprint}: Situation): Blueprint | Problem {
  try {
    return readBlueprint(JSON.stringify(blueprint), 'the blueprint');
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function problemIn(outcome: Outcome | Problem): Problem | undefined {
  if (outcome instanceof Problem) return outcome;
  return outcome.kind === 'failed' ? outcome.problem : undefined;
}

/**
 * Which application is the job's, told from the tenant's own content: an id, 'new' where there is
 * none, 'refused' where the admin has to say.
 */
function jobAmong({apis, clients, grants}: Content, desired: Blueprint, hints: Trial['hints']) {
  const {name: apiName, identifier} = desired.resourceServer;
  const isOwn = (row: Content['clients'][number]) =>
    !row.global &&
    row.name !== 'Tenant Setup' &&
    row.is_first_party &&
    !row.client_id.startsWith('tpc_');
  const hinted = [hints.clientId, hints.rememberedClientId]
    .map(id => clients.find(({client_id}) => client_id === id))
    .find(row => row !== undefined);
  if (hinted !== undefined) return isOwn(hinted) ? hinted.client_id : 'refused';
  const own = clients.filter(isOwn);
  const hasGrant = ({client_id: id}: Content['clients'][number]) =>
    grants.some(
      row => row.client_id === id && row.audience === identifier && row.subject_type === 'client',
    );
  const inTenant = apis.find(row => row.identifier === identifier)?.name;
  const suffix = '(Test Application)';
  const isTest = (name: string) =>
    name === `${apiName} ${suffix}` || name === `${inTenant} ${suffix}`;
  const named = own.filter(({name}) => name === desired.client.name);
  const tests = own.filter(row => isTest(row.name) || (row.name.endsWith(suffix) && hasGrant(row)));
  const ranks = desired.clientGrant.authorized
    ? [named.filter(hasGrant), tests.filter(hasGrant), named, tests]
    : [named, tests];
  const [first, second] = ranks.find(rank => rank.length > 0) ?? [];
  if (first === undefined) return 'new';
  const ordinary =
    ['non_interactive', 'regular_web', undefined].includes(first.app_type) &&
    first.token_endpoint_auth_method !== 'none' &&
    first.resource_server_identifier === undefined;
  return second === undefined && (ordinary || (hasGrant(first) && desired.clientGrant.authorized))
    ? first.client_id
    : 'refused';
}

function jobIn(desired: Blueprint, observed: Observed): string {
  const selection = selectClient(desired, observed);
  return selection.kind === 'found' ? selection.client.clientId : '';
}

async function expectToHold(given: Situation): Promise<void> {
  const {tenant, connection} = await preparePlace(given);
  const before = contentOf(tenant);
  const desired = readOrProblem(given);
  if (desired instanceof Problem) {
    counts.refused += 1;
    expect(desired.code).toBe('invalid_blueprint');
    return;
  }
  const {named, remembered} = given;
  const hints = {
    ...(named !== undefined && {clientId: clientIdAt(given, named)}),
    ...(remembered !== undefined && {rememberedClientId: clientIdAt(given, remembered)}),
  };
  const trial = {tenant, connection, desired, hints, journal: new MemoryJournal(tenant.domain)};
  const written = writesOf(tenant).length;
  const whose = jobAmong(before, desired, hints);
  const outcome = await applyOrProblem(trial);
  if (!(outcome instanceof Problem) && outcome.kind === 'done') {
    counts.repaired += 1;
    const clientId = jobIn(desired, await expectInSync(trial));
    expect(before.clients.some(({client_id}) => client_id === clientId) ? clientId : 'new').toBe(
      whose,
    );
    expectAsDesired(trial, clientId);
    expectTheRestUntouched(trial, before, clientId);
  } else {
    const problem = problemIn(outcome);
    const code = problem?.code ?? '';
    expect([...refusals, ...refusalsOfTenant], problem?.message).toContain(code);
    expect(code === 'ambiguous_application' || code === 'third_party_application').toBe(
      whose === 'refused' && !['system_api', 'api_denies_applications'].includes(code),
    );
    if (refusals.includes(code)) {
      counts.refused += 1;
      expect(writesOf(tenant)).toHaveLength(written);
      expect(contentOf(tenant)).toEqual(before);
    } else counts.failed += 1;
  }
  await expectUndone(trial, before);
}

test('apply repairs any generated tenant, is idempotent, changes nothing else, and undo reverts it or lists what it can’t', async () => {
  await fc.assert(fc.asyncProperty(situation, expectToHold), {
    numRuns: runs,
    // Before the test times out, which would hide the seed.
    interruptAfterTimeLimit: 90_000,
    markInterruptAsFailure: true,
  });
}, 120_000);
