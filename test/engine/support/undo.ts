import {prepareLastRun, undoPrepared} from '../../../src/commands/undo.js';
import type {DemoTenant} from '../../../src/emulator/server.js';
import type {RunRecord} from '../../../src/engine/journal/journal.js';
import type {Applied} from '../../../src/engine/outcome.js';
import type {Tenant} from '../../../src/engine/tenant.js';
import {type PreparedUndo, prepareUndo} from '../../../src/engine/undo/run-undo.js';
import type {Content} from './content.js';
import type {JournalFolder} from './journals.js';
import {type SignInOptions, signIn} from './run.js';

export interface UndoResult extends PreparedUndo {
  readonly applied: readonly Applied[];
}

/** What the `undo` command shows: the run that it would undo, and the plan. */
export async function prepareLastUndo(
  tenant: DemoTenant,
  journals: JournalFolder,
  chosen?: RunRecord,
): Promise<PreparedUndo | undefined> {
  const {reader} = await signIn(tenant);
  if (chosen !== undefined) return {record: chosen, plan: await prepareUndo(reader, chosen)};
  const session = {
    reader,
    journalFolder: async () => journals.path,
    journalDomains: () => [tenant.domain],
  };
  return await prepareLastRun(session, new AbortController().signal);
}

export interface ConfirmOptions {
  readonly onApplied?: (applied: Applied) => void;
  /** Wraps the tenant. */
  readonly through?: (tenant: Tenant) => Tenant;
  readonly signingIn?: SignInOptions;
  readonly now?: () => number;
}

/** What the `undo` command does once it is confirmed. Throws `Problem`. */
export async function confirmUndo(
  tenant: DemoTenant,
  journals: JournalFolder,
  prepared: PreparedUndo,
  {onApplied = () => {}, through = same => same, signingIn = {}, now}: ConfirmOptions = {},
): Promise<void> {
  const connection = await signIn(tenant, signingIn);
  const session = {
    tenant: through(connection.tenant),
    journal: (undoes?: string) => journals.journal(undoes === undefined ? {} : {undoes}),
  };
  await undoPrepared(session, prepared, onApplied, now === undefined ? {} : {now});
}

/** Undoes the newest run; undefined if there is none. Throws `Problem`. */
export async function undo(
  tenant: DemoTenant,
  journals: JournalFolder,
  chosen?: RunRecord,
): Promise<UndoResult | undefined> {
  const prepared = await prepareLastUndo(tenant, journals, chosen);
  if (prepared === undefined) return undefined;
  const applied: Applied[] = [];
  await confirmUndo(tenant, journals, prepared, {onApplied: done => applied.push(done)});
  return {...prepared, applied};
}

/**
 * A tenant's content without what no undo can give back: an id that Auth0 gives, a secret that it
 * makes; and with what an absent value means in its place.
 */
export function comparableContent({apis, clients, grants}: Content) {
  return {
    apis: apis.map(({signing_secret: _, scopes = [], token_dialect = 'access_token', ...rest}) => ({
      ...rest,
      scopes,
      token_dialect,
    })),
    clients,
    grants: grants
      .map(({id: _, allow_all_scopes = false, ...rest}) => ({...rest, allow_all_scopes}))
      .sort((one, other) => keyOf(one).localeCompare(keyOf(other))),
  };
}

function keyOf({client_id, audience, subject_type}: Holder): string {
  return `${client_id} ${audience} ${subject_type}`;
}

type Holder = Pick<Content['grants'][number], 'client_id' | 'audience' | 'subject_type'>;
