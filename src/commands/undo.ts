import type {RunRecord} from '../engine/journal/journal.js';
import {findRunToUndo} from '../engine/journal/run-history.js';
import type {Applied} from '../engine/outcome.js';
import type {UndoPlan} from '../engine/undo/plan-undo.js';
import {
  changedSinceRunProblem,
  type PreparedUndo,
  performUndo,
  prepareUndo,
  type UndoContext,
} from '../engine/undo/run-undo.js';
import {isKind} from '../model/change.js';
import {Problem} from '../model/errors.js';
import {type MissingPermissions, permissionsFor} from '../scenario/permissions.js';
import {visible} from '../text/escape.js';
import {requirePermissions} from './check.js';
import type {Command} from './command.js';
import {createConfirmation, runConfirmed} from './confirm.js';
import {type TenantContext, withSession} from './context.js';
import {appliedJson, type CommandResult, IncompleteError} from './output/outcome.js';
import type {Session} from './tenant-session.js';

export const runUndo: Command['run'] = async (io, {options}) => {
  // Saved choices don't matter: undo follows the journal.
  const context: TenantContext = {options, onUnreadableSettings: 'continue'};
  if (options['dry-run']) {
    return await withSession(io, context, session =>
      undo(session, {confirm: 'dry-run'}, io.signal),
    );
  }
  const confirm = createConfirmation(io, options, 'Undo this?');
  return await withSession(io, context, session =>
    runConfirmed(confirm, session.withLock, ask =>
      undo(session, {confirm: ask, by: confirm.by}, io.signal),
    ),
  );
};

interface UndoOptions {
  /**
   * Shows what will be reverted and what can't be, and asks. The user types the names of
   * applications that will be deleted. `dry-run` only shows.
   */
  readonly confirm:
    | ((lines: readonly string[], names: readonly string[]) => Promise<'yes' | 'no'>)
    | 'dry-run';
  readonly by?: 'option' | 'person';
}

/** Throws `Problem`, or `IncompleteError` if part of the run was undone. */
export async function undo(
  session: Session,
  {confirm, by = 'option'}: UndoOptions,
  signal: AbortSignal,
): Promise<CommandResult> {
  const {domain} = session;
  const prepared = await prepareLastRun(session, signal);
  if (prepared === undefined) return nothingToUndoResult(domain);
  const {record, plan} = prepared;
  if (plan.conflicts.length > 0) throw changedSinceRunProblem(plan.conflicts.map(visible));
  const lines = undoLines(domain, record.startedAt, plan);
  if (confirm === 'dry-run') {
    const text = [...lines, '', 'Nothing was changed.'].join('\n');
    return {exitCode: 0, json: undoJson(domain, plan, []), text};
  }
  requirePermissions(missingToUndo(plan, session.permissions));
  if ((await confirm(lines, deletedApplications(plan))) === 'no') {
    return {exitCode: 2, json: undoJson(domain, plan, []), text: 'Nothing was changed.'};
  }
  const applied: Applied[] = [];
  try {
    await undoPrepared(session, prepared, done => applied.push(done), {signal});
  } catch (error) {
    if (error instanceof Problem) throw new IncompleteError(error, applied);
    throw error;
  }
  const earlier = await newestRun(session);
  // A person who was asked has just read the list.
  const listed = by === 'person' ? [] : [...lines, ''];
  return {
    exitCode: 0,
    json: undoJson(domain, plan, applied),
    text: [...listed, undoneSentence(applied), ...nextUndo(earlier)].join('\n'),
  };
}

type Journals = Pick<Session, 'journalFolder' | 'journalDomains'>;

async function newestRun(journals: Journals): Promise<RunRecord | undefined> {
  return await findRunToUndo(await journals.journalFolder(), ...journals.journalDomains());
}

/** The last run and how to undo it, if there is one. Throws `Problem`. */
export async function prepareLastRun(
  session: Journals & Pick<Session, 'reader'>,
  signal: AbortSignal,
): Promise<PreparedUndo | undefined> {
  const record = await newestRun(session);
  return record && {record, plan: await prepareUndo(session.reader, record, signal)};
}

/** Undoes what was confirmed. Throws `Problem`. */
export async function undoPrepared(
  {tenant, journal}: Pick<Session, 'tenant' | 'journal'>,
  prepared: PreparedUndo,
  onApplied: (applied: Applied) => void,
  timing: Pick<UndoContext, 'signal' | 'now'>,
): Promise<void> {
  const context = {tenant, journal: journal(prepared.record.run), ...timing};
  await performUndo(prepared, context, onApplied);
}

function missingToUndo(
  {steps: undoSteps}: UndoPlan,
  permissions: ReadonlySet<string>,
): readonly MissingPermissions[] {
  const needed = permissionsFor(undoSteps.map(({change}) => change));
  const lacking = needed.filter(permission => !permissions.has(permission));
  return lacking.length === 0 ? [] : [{step: 'undo', permissions: lacking}];
}

function deletedApplications({steps: undoSteps}: UndoPlan): readonly string[] {
  return undoSteps.flatMap(({change, current}) =>
    isKind(change, 'delete', 'client') && current.kind === 'client'
      ? [current.value.name.trim() || current.value.clientId]
      : [],
  );
}

function nothingToUndoResult(domain: string): CommandResult {
  return {
    exitCode: 0,
    json: {domain, restored: [], losses: [], applied: []},
    text: `There is nothing to undo on ${domain}. This tool has not written to it, or every run is already undone.`,
  };
}

function undoneSentence({length}: readonly Applied[]): string {
  if (length === 0) return 'Nothing could be reverted.';
  return `Undone: ${length} ${length === 1 ? 'write' : 'writes'}.`;
}

function nextUndo(earlier: RunRecord | undefined): readonly string[] {
  if (earlier === undefined) return [];
  const date = visible(formatDate(earlier.startedAt));
  return [`To undo the run before it, of ${date}, run \`timesheets-setup undo\` again.`];
}

function undoLines(
  domain: string,
  startedAt: string,
  {steps: undoSteps, losses}: UndoPlan,
): readonly string[] {
  return [
    `To undo the run of ${visible(formatDate(startedAt))} on ${domain}:`,
    ...undoSteps.map(({text}) => `  ↶ ${visible(text)}`),
    ...(undoSteps.length === 0 ? ['  There is nothing left to revert.'] : []),
    ...(losses.length > 0 ? ['This can’t be undone:'] : []),
    ...losses.map(text => `  ⚠ ${visible(text)}`),
  ];
}

/** `2026-11-26 19:00 UTC` for an ISO date. */
function formatDate(iso: string): string {
  return iso.replace(/^(\d{4}-\d\d-\d\d)T(\d\d:\d\d):.*Z$/, '$1 $2 UTC');
}

function undoJson(
  domain: string,
  {steps: undoSteps, losses}: UndoPlan,
  applied: readonly Applied[],
): Readonly<Record<string, unknown>> {
  return {
    domain,
    restored: undoSteps.map(({text}) => text),
    losses,
    applied: appliedJson(applied),
  };
}
