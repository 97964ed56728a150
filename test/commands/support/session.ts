import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished} from 'vitest';
import {openTarget} from '../../../src/commands/context.js';
import {parseInvocation} from '../../../src/commands/registry.js';
import {openSession, type Session} from '../../../src/commands/tenant-session.js';
import {
  type DemoTenant,
  type DemoTenantOptions,
  startDemoTenant,
} from '../../../src/emulator/server.js';
import {quietIo} from './command-line.js';

export interface Opened {
  readonly tenant: DemoTenant;
  readonly session: Session;
  /** A folder of the test's own. */
  readonly folder: string;
}

/** A demo tenant as a real one, and a headless command's session on it. */
export async function openDemo(
  options: DemoTenantOptions,
  args: readonly string[] = [],
): Promise<Opened> {
  const tenant = await startDemoTenant(options);
  onTestFinished(() => tenant.close());
  const folder = await mkdtemp(join(tmpdir(), 'timesheets-setup-test-'));
  onTestFinished(() => rm(folder, {recursive: true, force: true}));
  return {tenant, folder, session: await sessionOn(tenant, folder, args)};
}

export async function sessionOn(
  tenant: DemoTenant,
  folder: string,
  args: readonly string[] = [],
): Promise<Session> {
  const io = quietIo({
    AUTH0_DOMAIN: tenant.url,
    AUTH0_CLIENT_ID: tenant.clientId,
    AUTH0_CLIENT_SECRET: tenant.clientSecret,
    TIMESHEETS_SETUP_CONFIG_DIR: join(folder, 'settings'),
  });
  const context = {options: parseInvocation(['apply', ...args]).options};
  return await openSession(io, context, await openTarget(io, context));
}
