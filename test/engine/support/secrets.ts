import {inspect} from 'node:util';
import type {DemoTenant} from '../../../src/emulator/server.js';

/** The tenant's secrets that a text contains. */
export function secretsIn(text: string, tenant: DemoTenant): readonly string[] {
  const clients = tenant.store.clients.all().flatMap(({client_secret}) => client_secret ?? []);
  const apis = tenant.store.resourceServers.all().flatMap(api => api.signing_secret ?? []);
  const tokens = text.match(/\beyJ[\w-]+\.[\w-]+\.[\w-]*/g) ?? [];
  return [...[...clients, ...apis].filter(secret => text.includes(secret)), ...tokens];
}

/** Everything that printing a value could show. */
export function printAllForms(value: unknown): string {
  const stack = value instanceof Error ? value.stack : '';
  return [inspect(value, {depth: 10, showHidden: true}), JSON.stringify(value), stack].join('\n');
}
