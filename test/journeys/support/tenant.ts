import {mkdtemp, rm} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {type DemoTenant, startDemoTenant} from '../../../src/emulator/server.js';

/** A demo tenant in this process, a settings folder of its own, and the admin's environment. */
export interface Stage {
  readonly tenant: DemoTenant;
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

export async function startStage(scenario: string): Promise<Stage> {
  const [tenant, folder] = await Promise.all([
    startDemoTenant({scenario}),
    mkdtemp(join(tmpdir(), 'timesheets-setup-journey-')),
  ]);
  return {
    tenant,
    folder,
    env: {
      AUTH0_DOMAIN: tenant.url,
      AUTH0_CLIENT_ID: tenant.clientId,
      AUTH0_CLIENT_SECRET: tenant.clientSecret,
      TIMESHEETS_SETUP_CONFIG_DIR: folder,
    },
    async close() {
      await tenant.close();
      await rm(folder, {recursive: true, force: true});
    },
  };
}

/** The tenant's objects, without its system APIs. */
export function contentOf({store}: DemoTenant) {
  return {
    apis: [...store.resourceServers.all()].filter(api => api.is_system !== true),
    applications: [...store.clients.all()],
    grants: [...store.clientGrants.all()],
  };
}

export function writesOf({requests}: DemoTenant): readonly string[] {
  return requests
    .filter(({method, path}) => method !== 'GET' && path !== '/oauth/token')
    .map(({method, path}) => `${method} ${path}`);
}
