/**
 * A small Auth0. Section numbers and marks in this folder's comments refer to the fact sheet that
 * it was built from: [recorded] in traffic of real tenants, [docs] in Auth0's documentation, [sdk]
 * in the types of Auth0's SDK, [source] in the source of its tools, [reported] by users. What is
 * [unverified] is a guess.
 */

import {once} from 'node:events';
import {createServer, type Server} from 'node:http';
import {createServer as createTlsServer} from 'node:https';
import {promisify} from 'node:util';
import {getRequestListener} from '@hono/node-server';
import {createApp} from './app.js';
import {FaultInjector, type FaultRule} from './faults.js';
import {IdSource} from './ids.js';
import {signingKeys} from './keys.js';
import type {RecordedRequest, RequestHooks} from './request-log.js';
import {seedBaseTenant} from './scenarios/base-tenant.js';
import {generateScopes, insertApplications} from './scenarios/generated-content.js';
import {findScenario, type Scenario} from './scenarios/scenarios.js';
import {documented, Seeder} from './scenarios/seeder.js';
import {defaultSettings, type TenantSettings} from './settings.js';
import {apiByIdentifier, createStore, type Store} from './store.js';
import {createTenant, type Tenant} from './tenant.js';
import {type IssueTokenOptions, issueToken} from './tokens.js';

export {createTlsIdentity} from './certificate.js';
export type {FaultKind, FaultRule} from './faults.js';
export {FaultInjector, faultKinds} from './faults.js';
export type {Client, ClientGrant, ResourceServer, Scope} from './records.js';
export type {RecordedRequest, RequestHooks} from './request-log.js';
export {type Scenario, scenarios, UnknownScenario} from './scenarios/scenarios.js';
export {enterprise, free, type Plan, type TenantSettings} from './settings.js';
export type {Store} from './store.js';
export type {IssueTokenOptions} from './tokens.js';

export interface DemoTenantOptions {
  /** Default: `dashboard`. */
  readonly scenario?: string;
  /** Default: any free port. */
  readonly port?: number;
  /** Added to every request, in milliseconds. */
  readonly latencyMs?: number;
  /** In addition to the scenario's own. */
  readonly faults?: readonly FaultRule[];
  /** Additional applications that this tool did not set up. */
  readonly applications?: number;
  /** Additional client grants on the documented API, each with its own application. */
  readonly grants?: number;
  /** Additional scopes on the documented API, if the scenario has it. */
  readonly scopes?: number;
  readonly tls?: {readonly key: string; readonly cert: string};
  /** The URL that clients use if a proxy forwards to the tenant. */
  readonly publicUrl?: string;
  readonly settings?: Partial<TenantSettings>;
  readonly hooks?: RequestHooks;
}

export interface DemoTenant {
  /** `http://127.0.0.1:PORT` or `publicUrl`, without a trailing slash. */
  readonly url: string;
  /** The custom domain's URL, also without a trailing slash. */
  readonly customUrl?: string;
  readonly port: number;
  /** `127.0.0.1:PORT` */
  readonly domain: string;
  /** The admin's application. */
  readonly clientId: string;
  /** Empty if the admin signs in with a private key. */
  readonly clientSecret: string;
  /** PEM private keys by client id. */
  readonly privateKeys: ReadonlyMap<string, string>;
  /** A Management API token of the admin's application. */
  readonly accessToken: string;
  /** The tenant's content in wire format; tests may change it at any time. */
  readonly store: Store;
  /** Every request in order of arrival, including `/oauth/token` and JWKS. */
  readonly requests: readonly RecordedRequest[];
  readonly faults: FaultInjector;
  /** May be set and removed while the tenant runs. */
  readonly hooks: RequestHooks;
  issueToken(tokenOptions?: IssueTokenOptions): Promise<string>;
  /** Also ends open connections that hang. */
  close(): Promise<void>;
}

/** Starts a small, strict Auth0 on a loopback port with the scenario's content. */
export async function startDemoTenant(options: DemoTenantOptions = {}): Promise<DemoTenant> {
  const scenario = findScenario(options.scenario ?? 'dashboard');
  const keys = signingKeys();
  const server =
    options.tls === undefined
      ? createServer()
      : // Client certificates are optional: only some applications authenticate with one.
        createTlsServer({...options.tls, requestCert: true, rejectUnauthorized: false});
  const port = await listen(server, options.port ?? 0);

  const origin = `${options.tls === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;
  const tenant = createTenant(options.publicUrl ?? origin, {
    name: 'timesheets-demo',
    settings: {...defaultSettings, ...scenario.settings, ...options.settings},
    store: createStore(),
    ids: new IdSource(scenario.name),
    keys,
  });
  const {admin, privateKeys} = await seedTenant(tenant, scenario, options);
  const log: RecordedRequest[] = [];
  const hooks = {...options.hooks};
  const faults = new FaultInjector([...(scenario.faults ?? []), ...(options.faults ?? [])]);
  const app = createApp({tenant, log, hooks, faults, latencyMs: options.latencyMs ?? 0});
  // Longer than a user pauses between two steps, so that a connection is still open when reused.
  server.keepAliveTimeout = 75_000;
  // The client runs in this process too, so its global Request and Response must stay Node's.
  server.on('request', getRequestListener(app.fetch, {overrideGlobalObjects: false}));

  return {
    url: tenant.url,
    ...(tenant.customUrl !== undefined && {customUrl: tenant.customUrl}),
    port,
    domain: tenant.domain,
    clientId: admin.client_id,
    clientSecret: admin.client_secret ?? '',
    privateKeys,
    accessToken: await issueToken(tenant, admin.client_id, {}),
    store: tenant.store,
    requests: log,
    faults,
    hooks,
    issueToken: (tokenOptions = {}) => issueToken(tenant, admin.client_id, tokenOptions),
    close: () => closeServer(server),
  };
}

/**
 * Adds the scenario's own applications last, so that they are on the last page of a large tenant.
 */
async function seedTenant(tenant: Tenant, scenario: Scenario, options: DemoTenantOptions) {
  const seeder = new Seeder(tenant);
  const admin = await seedBaseTenant(seeder);
  const {applications = scenario.applications ?? 0, grants = 0, scopes = 0} = options;
  const others = insertApplications(tenant, Math.max(applications, grants));
  await scenario.seed(seeder);
  const [{value}] = documented.api.scopes;
  for (const client of others.slice(0, grants)) seeder.grant(client, [value]);
  const api = apiByIdentifier(tenant.store, documented.api.identifier);
  if (api !== undefined && scopes > 0) {
    const all = [...(api.scopes ?? []), ...generateScopes(scopes)];
    tenant.store.resourceServers.update(api.id, row => ({...row, scopes: all}));
  }
  return {admin, privateKeys: seeder.privateKeys};
}

/** Throws if the port is taken. */
async function listen(server: Server, port: number): Promise<number> {
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not a TCP server');
  return address.port;
}

function closeServer(server: Server): Promise<void> {
  const closed = promisify(server.close.bind(server))();
  server.closeAllConnections();
  return closed;
}
