import type {OnCall} from '../engine/call.js';
import {evaluateAll} from '../engine/plan.js';
import type {Credentials} from '../model/credentials.js';
import {Problem} from '../model/errors.js';
import type {Blueprint} from '../scenario/documented.js';
import {findMissingToRead, findMissingToWrite} from '../scenario/permissions.js';
import {steps} from '../steps/index.js';
import type {StepId} from '../steps/step.js';
import type {
  MissingPermissions,
  Ports,
  Session as SignedIn,
  SignInRequest,
} from '../wizard/ports.js';
import type {Target} from './context.js';
import {type Environment, variable} from './environment.js';
import {exportFileName, wizardExports} from './exporters/export-table.js';
import {readJobSigningKey} from './given-credentials.js';
import type {Options} from './options.js';
import {readStoredCredentials, storeSecret} from './settings/stored-sign-ins.js';
import type {OpenTenant} from './tenant-session.js';

export interface PortSettings {
  /** Set for a demo, which may still be starting. */
  readonly demo: Promise<Target> | undefined;
  readonly env: Environment;
  readonly configFolder: string | undefined;
  /** Receives every call, for `--debug`. */
  readonly debug: OnCall | undefined;
  /** With `--blueprint`, saved choices are ignored; single choices go on top of saved ones. */
  readonly options: Options;
}

/** Implements the wizard's ports with the same code as the commands. */
export function createPorts({
  demo,
  env,
  configFolder,
  options,
  debug,
}: PortSettings): Omit<Ports, 'copy'> {
  const tenants = new WeakMap<SignedIn, OpenTenant>();
  // So that a demo never overwrites real values.
  const envFile = demo === undefined ? '.env' : '.env.demo';

  return {
    exports: wizardExports,

    async exportText(id, source) {
      const {renderExport} = await import('./lazy.js');
      return await renderExport(id, source, envFile);
    },

    async saveExport(id, text) {
      const {absolutePath, writeNewFile} = await import('./lazy.js');
      return await writeNewFile(absolutePath('.'), exportFileName(id), text);
    },

    async signIn(request, onCall, signal) {
      const [opened, {applySingleChoices, combineOnCall, openTenant}] = await Promise.all([
        demo,
        import('./lazy.js'),
      ]);
      const asked = opened === undefined ? request : demoRequest(request, opened);
      const credentials =
        'domain' in asked.credentials
          ? await readStoredCredentials(asked.credentials)
          : asked.credentials;
      const tenant = await openTenant({
        domain: asked.domain,
        credentials,
        customDomain: asked.customDomain,
        ...(asked.audience !== undefined && {audience: asked.audience}),
        ...(asked.notices !== undefined && {notices: asked.notices}),
        ...(asked.source !== undefined && {source: asked.source}),
        configFolder: opened?.configFolder ?? configFolder,
        ...combineOnCall(debug ?? opened?.onCall, onCall),
        signal,
        onUnreadableSettings: options.blueprint === undefined ? 'documented' : 'continue',
      });
      if (asked.keep !== undefined && credentials.kind === 'client') {
        await storeInKeychain(tenant, credentials);
      }
      const {blueprint, clientIds, lastInSyncAt} = tenant.known;
      const session: SignedIn = {
        domain: tenant.domain,
        ...(tenant.ownDomain !== undefined && {ownDomain: tenant.ownDomain}),
        tenantName: tenant.tenantName,
        tenant: tenant.tenant,
        endpoint: tenant.endpoint,
        permissions: tenant.permissions,
        journal: tenant.journal(),
        withLock: tenant.withLock,
        remembered: {
          ...(blueprint !== undefined && {blueprint: applySingleChoices(blueprint, options)}),
          ...(clientIds !== undefined && {clientIds}),
          ...(lastInSyncAt !== undefined && {lastInSyncAt}),
        },
        ...(tenant.warnings.length > 0 && {warning: tenant.warnings.join(' ')}),
        dashboardUrl: path => tenant.dashboardUrl(path),
      };
      tenants.set(session, tenant);
      return session;
    },

    async readKeyFile(path) {
      const {readKeyFile, readSigningKey} = await import('./lazy.js');
      const file = readKeyFile(path);
      if (file.kind === 'invalid') return {kind: 'invalid', why: file.why};
      const read = readSigningKey(file.text);
      return read.kind === 'ok'
        ? {kind: 'ok', signingKey: read.key}
        : {kind: 'invalid', why: `${read.why} ${read.remedy}`};
    },

    missingPermissions(observed, choices, permissions) {
      const toRead = findMissingToRead(steps, permissions);
      const statuses = evaluateAll(steps, choices.blueprint, observed);
      return [
        ...groupByStep([...toRead, ...findMissingToWrite(statuses, permissions, 'all')]),
        ...findMissingToProve(choices.blueprint, permissions),
      ];
    },

    async remember(session, {blueprint, clientId, sync}) {
      await tenants.get(session)?.rememberLimit();
      const now = new Date().toISOString();
      // Errors propagate: the wizard reports them itself.
      await tenants.get(session)?.save({
        blueprint,
        ...(clientId !== undefined && {
          clientIds: new Map([[blueprint.resourceServer.identifier, clientId]]),
        }),
        ...(sync === 'in-sync' && {lastInSyncAt: now}),
        lastUsedAt: now,
      });
    },

    async jobKey() {
      return demo === undefined ? readJobSigningKey(env) : undefined;
    },

    async writeEnv({session: {domain, endpoint}, blueprint, clientId}, clientSecret) {
      const {absolutePath, envValues, writeEnvFile} = await import('./lazy.js');
      return await writeEnvFile({
        path: absolutePath(envFile),
        values: envValues({domain, issuer: endpoint.issuer, blueprint, clientId, clientSecret}),
      });
    },

    openUrl: async url => await openInBrowser(url, env),
  };
}

/** Saves the secret in the keychain. If that fails, adds a warning; the sign-in continues. */
async function storeInKeychain(
  tenant: OpenTenant,
  credentials: Extract<Credentials, {kind: 'client'}>,
): Promise<void> {
  try {
    await storeSecret(tenant.domain, credentials);
    await tenant.remember({secretKept: true});
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    tenant.warnings.push(`${error.message} ${error.hint}`);
  }
}

/** Fills in a demo's address and admin, which are known once it has started. */
function demoRequest(request: SignInRequest, {domain, credentials}: Target): SignInRequest {
  return {...request, domain, credentials: credentials ?? request.credentials};
}

/** The proof signs in as the job, with its secret. */
function findMissingToProve(
  {clientGrant}: Blueprint,
  permissions: ReadonlySet<string>,
): readonly MissingPermissions[] {
  const needed = 'read:client_keys';
  if (!clientGrant.authorized || permissions.has(needed)) return [];
  return [{step: 'proof', permissions: [needed]}];
}

function groupByStep(
  missing: readonly {readonly step: string; readonly permissions: readonly string[]}[],
): readonly MissingPermissions[] {
  return steps.flatMap(({id}) => {
    const permissions = missing.filter(({step}) => step === id).flatMap(row => row.permissions);
    const step: StepId = id;
    return permissions.length === 0 ? [] : [{step, permissions: [...new Set(permissions)]}];
  });
}

/**
 * Opens a URL in the browser. There may be none (SSH, containers), so the URL is always printed
 * too.
 */
export async function openInBrowser(
  url: string,
  env: Environment,
): Promise<'opened' | 'not-opened'> {
  if (variable(env, 'SSH_CONNECTION') !== undefined) return 'not-opened';
  try {
    const {default: open} = await import('open');
    const child = await open(url);
    return await new Promise(resolve => {
      child.once('error', () => resolve('not-opened'));
      child.once('spawn', () => resolve('opened'));
    });
  } catch {
    return 'not-opened';
  }
}
