import {parseAddress} from '../../../src/auth0/address.js';
import {type Connection, type ConnectOptions, connect} from '../../../src/auth0/connect.js';
import {type ApplyOptions, reconcileTenant} from '../../../src/commands/apply.js';
import {evaluateTenant} from '../../../src/commands/check.js';
import type {DemoTenant} from '../../../src/emulator/server.js';
import type {Journal} from '../../../src/engine/journal/journal.js';
import {observe} from '../../../src/engine/observe.js';
import type {Outcome} from '../../../src/engine/outcome.js';
import type {ReconcileRequest} from '../../../src/engine/reconcile.js';
import type {Tenant} from '../../../src/engine/tenant.js';
import type {ClientHints} from '../../../src/model/blueprint.js';
import {Secret} from '../../../src/model/secrets/secret.js';
import {type Blueprint, documented} from '../../../src/scenario/documented.js';
import {steps} from '../../../src/steps/index.js';
import {choicesOf} from '../../../src/steps/step.js';
import {reconcileSteps} from '../../../src/wizard/run-effect.js';
import {noJournal} from '../../support/no-journal.js';

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
  extends Partial<Pick<ApplyOptions, 'allowance' | 'similar'>>,
    Pick<ReconcileRequest, 'now' | 'sleep' | 'signal'> {
  readonly desired?: Blueprint;
  readonly hints?: ClientHints;
  readonly journal?: Journal;
  readonly signingIn?: SignInOptions;
  /** For those who are signed in already. */
  readonly connection?: Connection;
  /** While the user decides, which takes an hour before `apply`. */
  readonly meanwhile?: () => void;
  /** What stands between the run and the tenant. */
  readonly through?: (tenant: Tenant) => Tenant;
}

const hourMs = 3_600_000;

/** The `apply` command, without its report. Throws `Problem`. */
export async function repair(tenant: DemoTenant, options: RunOptions = {}): Promise<Outcome> {
  const {desired = documented, hints = {}, journal = noJournal, signingIn, meanwhile} = options;
  const {allowance = 'all', similar = 'refuse', sleep, through} = options;
  const {signal = new AbortController().signal, now = () => performance.now()} = options;
  const {connection = await signIn(tenant, {signal, ...signingIn})} = options;
  let waited = 0;
  const outcome = await reconcileTenant(
    {
      domain: connection.tenant.domain,
      reader: connection.reader,
      tenant: through?.(connection.tenant) ?? connection.tenant,
      permissions: connection.permissions,
      blueprint: desired,
      hints,
      journal: () => journal,
    },
    {
      allowance,
      onConflict: 'replan',
      similar,
      plan: undefined,
      proof: 'no-proof',
      async confirm() {
        if (meanwhile === undefined) return 'yes';
        meanwhile();
        waited += hourMs;
        return 'yes';
      },
    },
    signal,
    {now: () => now() + waited, ...(sleep !== undefined && {sleep})},
  );
  if (outcome.kind === 'declined') throw new Error('every question was answered with yes');
  return outcome;
}

/** The wizard, once the user has confirmed all steps. Throws `Problem`. */
export async function repairInWizard(
  tenant: DemoTenant,
  options: Omit<RunOptions, 'similar'> = {},
): Promise<Outcome> {
  const {desired: blueprint = documented, hints = {}, journal = noJournal, signingIn} = options;
  const {allowance = 'all', sleep, meanwhile, through} = options;
  const {signal = new AbortController().signal, now = () => performance.now()} = options;
  const {connection = await signIn(tenant, {signal, ...signingIn})} = options;
  const wanted = {desired: blueprint, hints};
  const observed = await observe(connection.reader, wanted, {signal, now});
  meanwhile?.();
  const session = {
    withLock: <Value>(act: () => Promise<Value>) => act(),
    tenant: through?.(connection.tenant) ?? connection.tenant,
    journal,
  };
  const choices = choicesOf(blueprint, hints);
  const ids = steps.map(({id}) => id);
  const confirmed = {session, choices, observed, steps: ids, allowance};
  // However fast the user is.
  const later = () => now() + 1;
  const timing = {now: later, ...(sleep !== undefined && {sleep})};
  return await reconcileSteps(confirmed, signal, timing);
}

/** What `check` does: the verdicts, and what they were made on. */
export async function check(
  tenant: DemoTenant,
  {desired = documented, hints = {}}: Pick<RunOptions, 'desired' | 'hints'> = {},
) {
  const {reader, permissions} = await signIn(tenant);
  const session = {reader, permissions, blueprint: desired, hints};
  return await evaluateTenant(session, new AbortController().signal);
}
