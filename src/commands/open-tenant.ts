import {join} from 'node:path';
import {parseAddress} from '../auth0/address.js';
import {connect} from '../auth0/connect.js';
import {tokenEndpoint} from '../auth0/token-endpoint.js';
import {type Alone, aloneWith} from '../engine/alone.js';
import type {OnCall} from '../engine/call.js';
import type {Credentials} from '../engine/credentials.js';
import type {Journal} from '../engine/journal.js';
import {folderOf, journalFile} from '../engine/journal-file.js';
import {Problem} from '../engine/problem.js';
import type {Tenant, TenantReader} from '../engine/tenant.js';
import type {TokenEndpoint} from '../engine/token-endpoint.js';
import {Settings, type TenantSettings} from './settings.js';

/** A tenant that somebody is signed in to, and what is remembered of it. */
export interface OpenTenant {
  readonly domain: string;
  readonly reader: TenantReader;
  readonly tenant: Tenant;
  readonly endpoint: TokenEndpoint;
  readonly permissions: ReadonlySet<string>;
  readonly settings: Settings;
  /** What could not be read or kept, as sentences: worth a warning, no reason to stop. */
  readonly warnings: string[];
  /** Management API requests so far. */
  requests(): number;
  journal(undoes?: string): Journal;
  /** Keeps other runs of this program from writing meanwhile. */
  readonly alone: Alone;
  readonly journalFolder: string;
  remember(settings: TenantSettings): void;
  /** For the next run: a small plan takes fewer requests at once than a first wave has. */
  rememberLimit(): void;
  readonly tenantName: string;
  readonly known: TenantSettings;
  /** Address of a Dashboard page, from `/dashboard/REGION/TENANT/` on; none for an emulator. */
  dashboardUrl(path: string): string | undefined;
}

/** A first wave has three requests. */
const worthKnowing = 3;

export interface TenantRequest {
  readonly domain: string;
  readonly credentials: Credentials;
  readonly customDomain: 'allow' | 'refuse';
  readonly configFolder: string | undefined;
  readonly onCall?: OnCall;
  readonly signal: AbortSignal;
}

/** Signs in. What can be refused without the network is refused before it is used. Throws `Problem`. */
export async function openTenant(request: TenantRequest): Promise<OpenTenant> {
  const {domain, credentials, customDomain, configFolder, onCall, signal} = request;
  const address = parseAddress(domain, {customDomain});
  const settings = new Settings(configFolder);
  const warnings: string[] = [];
  const known = lenient<TenantSettings>(() => settings.read(address.domain), {}, warnings);

  const calls = onCall === undefined ? {} : {onCall};
  const {requestLimit} = known;
  const limit = requestLimit === undefined ? {} : {limit: requestLimit};
  const connection = await connect({address, credentials, signal, ...calls, ...limit});
  const journalFolder = join(settings.folder, 'journal');
  return {
    domain: address.domain,
    tenantName: address.tenantName,
    reader: connection.reader,
    tenant: connection.tenant,
    endpoint: tokenEndpoint(address, calls),
    permissions: connection.permissions,
    settings,
    known,
    warnings,
    requests: () => connection.requests(),
    journal: undoes =>
      journalFile({
        folder: journalFolder,
        domain: address.domain,
        ...(undoes !== undefined && {undoes}),
      }),
    journalFolder,
    alone: aloneWith(join(folderOf(journalFolder, address.domain), 'running'), address.domain),
    remember: update =>
      lenient(() => settings.remember(address.domain, update), undefined, warnings),
    rememberLimit() {
      const told = connection.limit();
      if (told === undefined || told === requestLimit) return;
      if (told >= worthKnowing && requestLimit === undefined) return;
      // A run that only looked leaves nothing behind.
      if (!settings.knows(address.domain)) return;
      lenient(() => settings.remember(address.domain, {requestLimit: told}), undefined, warnings);
    },
    dashboardUrl: path => address.dashboardUrl(path),
  };
}

/** Both hear of every call. */
export function heard(
  first: OnCall | undefined,
  second: OnCall | undefined,
): {readonly onCall?: OnCall} {
  if (first === undefined && second === undefined) return {};
  return {
    onCall: event => {
      first?.(event);
      second?.(event);
    },
  };
}

/** Settings only save a look: a run goes on without them, and says so. */
export function lenient<Value>(act: () => Value, otherwise: Value, warnings: string[]): Value {
  try {
    return act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    warnings.push(`${error.message} ${error.hint}`);
    return otherwise;
  }
}
