import {parseAddress} from '../../../src/auth0/address.js';
import {type Connection, type ConnectOptions, connect} from '../../../src/auth0/connect.js';
import type {DemoTenant} from '../../../src/emulator/server.js';
import {maxAge} from '../../../src/engine/execute-change.js';
import {noJournal} from '../../../src/engine/journal/journal.js';
import {observe} from '../../../src/engine/observe.js';
import type {Outcome} from '../../../src/engine/outcome.js';
import {evaluateAll} from '../../../src/engine/plan.js';
import {type ReconcileRequest, reconcile} from '../../../src/engine/reconcile.js';
import type {Tenant} from '../../../src/engine/tenant.js';
import type {ClientHints, Desired} from '../../../src/model/blueprint.js';
import {Secret} from '../../../src/model/secret.js';
import {documented} from '../../../src/scenario/documented.js';
import {steps} from '../../../src/steps/index.js';

export type SignInOptions = Partial<Omit<ConnectOptions, 'address'>>;

export function addressOf(tenant: DemoTenant) {
  return parseAddress(tenant.url, {customDomain: 'refuse'});
}

/** As an admin does, over HTTP. */
export function signIn(tenant: DemoTenant, options: SignInOptions = {}): Promise<Connection> {
  const {clientId} = tenant;
  const clientSecret = new Secret(tenant.clientSecret);
  const credentials = {kind: 'client', clientId, clientSecret} as const;
  return connect({address: addressOf(tenant), credentials, ...options});
}

export interface RunOptions
  extends Partial<Omit<ReconcileRequest, 'judges' | 'observed' | 'tenant' | 'desired'>> {
  readonly desired?: Desired;
  readonly hints?: ClientHints;
  readonly signingIn?: SignInOptions;
  /** For those who are signed in already. */
  readonly connection?: Connection;
  /** Between looking at the tenant and changing it. */
  readonly meanwhile?: () => void;
  /** What stands between the run and the tenant. */
  readonly through?: (tenant: Tenant) => Tenant;
}

/** What `apply` does: sign in, look, write until nothing is left to do. Throws `Problem`. */
export async function repair(tenant: DemoTenant, options: RunOptions = {}): Promise<Outcome> {
  const {
    desired = documented,
    hints = {},
    signingIn,
    meanwhile,
    through,
    connection: signed,
    ...request
  } = options;
  const aborting = request.signal === undefined ? {} : {signal: request.signal};
  const connection = signed ?? (await signIn(tenant, {...aborting, ...signingIn}));
  const time = request.now === undefined ? {} : {now: request.now};
  const observed = await observe(connection.reader, {desired, hints}, {...aborting, ...time});
  meanwhile?.();
  return await reconcile({
    evaluators: steps,
    desired,
    observed,
    tenant: through?.(connection.tenant) ?? connection.tenant,
    journal: noJournal,
    allowance: 'all',
    maxAge,
    onConflict: 'replan',
    onBlocked: 'refuse',
    ...request,
  });
}

/** What `check` does: the verdicts, and what they were made on. */
export async function check(
  tenant: DemoTenant,
  {desired = documented, hints = {}}: Pick<RunOptions, 'desired' | 'hints'> = {},
) {
  const {reader} = await signIn(tenant);
  const observed = await observe(reader, {desired, hints});
  return {observed, statuses: evaluateAll(steps, desired, observed)};
}
