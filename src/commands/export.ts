import type {Invocation} from './options.js';
import {usage} from './options.js';
import type {CommandResult} from './outcome.js';
import type {Session, SessionContext} from './session.js';

export async function handOverOffline(
  what: string | undefined,
  _context: SessionContext,
): Promise<CommandResult | undefined> {
  throw usage(`export ${what ?? ''} is not there yet.`, 'See --help.');
}

export async function handOver(
  what: string | undefined,
  _session: Session,
  _options: Invocation['options'],
  _signal: AbortSignal,
): Promise<CommandResult> {
  throw usage(`export ${what ?? ''} is not there yet.`, 'See --help.');
}
