import type {Secret} from '../engine/secret.js';
import type {Blueprint} from '../scenario/blueprint.js';
import type {EnvWritten} from '../wizard/ports.js';

export type EnvValues = Readonly<Record<string, string | Secret>>;

export interface JobSettings {
  readonly domain: string;
  readonly blueprint: Blueprint;
  readonly clientId: string;
  readonly clientSecret: Secret;
}

export function envValues({domain, blueprint, clientId, clientSecret}: JobSettings): EnvValues {
  return {
    TIMESHEETS_DOMAIN: domain,
    TIMESHEETS_AUDIENCE: blueprint.resourceServer.identifier,
    TIMESHEETS_CLIENT_ID: clientId,
    TIMESHEETS_CLIENT_SECRET: clientSecret,
  };
}

export async function writeEnvFile({
  path,
}: {
  readonly path: string;
  readonly values: EnvValues;
}): Promise<EnvWritten> {
  return {path, wrote: 'unchanged', warnings: []};
}
