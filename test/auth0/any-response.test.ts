import {createServer} from 'node:http';
import fc from 'fast-check';
import {afterAll, expect, it} from 'vitest';
import {parseAddress} from '../../src/auth0/address.js';
import {connect} from '../../src/auth0/connect.js';
import {checkJson, statusLines} from '../../src/commands/output/report.js';
import {observe} from '../../src/engine/observe.js';
import {evaluateAll} from '../../src/engine/plan.js';
import {Problem} from '../../src/model/errors.js';
import {Secret} from '../../src/model/secrets/secret.js';
import {documented} from '../../src/scenario/documented.js';
import {steps} from '../../src/steps/index.js';
import {visible} from '../../src/text/escape.js';
import {unsignedToken} from './support/tokens.js';

type Json = fc.JsonValue;

const {identifier} = documented.resourceServer;

/** Auth0's normal responses, by collection. */
const validResponses = {
  'resource-servers': {
    id: 'rs_1',
    identifier,
    name: 'Timesheets API',
    signing_alg: 'RS256',
    token_dialect: 'access_token',
    token_lifetime: 86_400,
    scopes: [{value: 'read:timesheets', description: 'Read'}],
    subject_type_authorization: {client: {policy: 'require_client_grant'}},
  },
  clients: {
    total: 1,
    start: 0,
    limit: 100,
    clients: [
      {
        client_id: 'job',
        name: 'Timesheets Import Job',
        app_type: 'non_interactive',
        grant_types: ['client_credentials'],
        token_endpoint_auth_method: 'client_secret_post',
      },
    ],
  },
  'client-grants': {
    client_grants: [
      {id: 'cgr_1', client_id: 'job', audience: identifier, scope: ['a'], subject_type: 'client'},
    ],
  },
} as const;

type Collection = keyof typeof validResponses;
const collections: readonly Collection[] = ['resource-servers', 'clients', 'client-grants'];

let responses: Readonly<Record<Collection, unknown>> = validResponses;
const server = createServer((request, response) => {
  const requested = collections.find(name => request.url?.startsWith(`/api/v2/${name}`));
  response.writeHead(200, {'content-type': 'application/json'});
  response.end(JSON.stringify(requested === undefined ? {} : responses[requested]));
});
await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
const bound = server.address();
const origin = `http://127.0.0.1:${typeof bound === 'object' && bound !== null ? bound.port : 0}`;
const address = parseAddress(origin, {customDomain: 'refuse'});

/** What check prints: its lines, or the problem. Any other error is thrown. */
async function renderCheck(): Promise<string> {
  const token = new Secret(unsignedToken({aud: address.managementAudience, scope: 'read:clients'}));
  try {
    const {reader} = await connect({address, credentials: {kind: 'token', token}});
    const observed = await observe(reader, {desired: documented, hints: {}});
    const statuses = evaluateAll(steps, documented, observed);
    JSON.parse(JSON.stringify(checkJson(address.domain, statuses, 0)));
    return statusLines(statuses).join('\n');
  } catch (error) {
    if (error instanceof Problem) return visible(`${error.message} ${error.hint}`);
    throw error;
  }
}

/** The path of every value in a document. */
function listPaths(value: unknown, at: readonly string[] = []): readonly (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [at];
  return [
    at,
    ...Object.entries(value).flatMap(([name, member]) => listPaths(member, [...at, name])),
  ];
}

/** The document with another value at that path; undefined removes it. */
function replaceAt(value: unknown, [name, ...rest]: readonly string[], by: unknown): unknown {
  if (name === undefined) return by;
  if (typeof value !== 'object' || value === null) return value;
  const members = Object.entries(value).flatMap(([key, member]) => {
    const now = key === name ? replaceAt(member, rest, by) : member;
    return now === undefined ? [] : [[key, now] as const];
  });
  return Array.isArray(value) ? members.map(([, member]) => member) : Object.fromEntries(members);
}

const text = fc.string({unit: 'binary', maxLength: 30});
const anything = fc.oneof(
  text,
  fc.jsonValue(),
  fc.constantFrom<Json>(null, '', 0, -1, 1e308, true, [], {}, '__proto__', [[[]]], [null]),
  fc.array(text, {minLength: 500, maxLength: 2_000}).map((many): Json => many),
);

const alteration = fc.constantFrom(...collections).chain(collection =>
  fc.record({
    collection: fc.constant(collection),
    place: fc.constantFrom(...listPaths(validResponses[collection])),
    by: fc.option(anything, {nil: undefined}),
  }),
);

it('check ends with a report or a problem for any response, and prints no raw control characters', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(alteration, {minLength: 1, maxLength: 4}), async alterations => {
      responses = validResponses;
      for (const {collection, place, by} of alterations) {
        responses = {
          ...responses,
          [collection]: replaceAt(responses[collection], place, by) ?? null,
        };
      }
      for (const line of (await renderCheck()).split('\n')) expect(line).toBe(visible(line));
    }),
    {numRuns: 200},
  );
});

it.each(
  collections.flatMap(collection =>
    listPaths(validResponses[collection]).map(place => ({collection, place})),
  ),
)('escape codes in $collection $place are printed escaped', async ({collection, place}) => {
  const by = 'x\u001b[2J\u009b\u202e\n::error::';
  responses = {...validResponses, [collection]: replaceAt(validResponses[collection], place, by)};
  const lines = (await renderCheck()).split('\n');
  for (const line of lines) expect(line).toBe(visible(line));
  expect(lines.join('\n')).not.toMatch(/^::/m);
});

it('a valid response is accepted', async () => {
  responses = validResponses;
  expect(await renderCheck()).toContain('✔ Application');
});

it('thousands of scopes and grants are accepted', async () => {
  const scopes = Array.from({length: 20_000}, (_, index) => ({value: `s:${index}`}));
  responses = {
    ...validResponses,
    'resource-servers': {...validResponses['resource-servers'], scopes},
  };
  const lines = await renderCheck();
  expect(lines).toContain('kept: s:0, s:1');
});
