import {mayHaveCreatedLate} from '../engine/journal/run-history.js';
import {type ObserveOptions, observe} from '../engine/observe.js';
import {
  blockingProblem,
  breakingSentences,
  evaluateAll,
  isInSync,
  planBatches,
} from '../engine/plan.js';
import {ambiguousProblem, selectClient} from '../engine/select-client.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {findMissingToRead, type MissingPermissions} from '../scenario/permissions.js';
import {steps, stepTitle} from '../steps/index.js';
import {visible} from '../text/escape.js';
import type {Command, Io} from './command.js';
import {type TenantContext, withSession} from './context.js';
import {describeTarget, writeAtomically} from './files/output-file.js';
import {assertPlanStillValid, planDocument, type SavedPlan} from './files/plan-file.js';
import {createGitHubReporter, type OnEvaluated} from './output/github.js';
import type {CommandResult} from './output/outcome.js';
import {checkJson, clientIdsOf, type EvaluatedSteps, statusLines} from './output/report.js';
import {runOnTenants} from './several-tenants.js';
import type {Session} from './tenant-session.js';

export const runCheck: Command['run'] = async (io, {options}) => {
  return options.tenants === undefined
    ? await checkTenant(io, {options})
    : await runOnTenants(io, options, options.tenants, context => checkTenant(io, context));
};

/** Checks one tenant. With a saved plan, also requires that the plan still matches the tenant. */
export async function checkTenant(
  io: Io,
  context: TenantContext,
  plan?: SavedPlan,
): Promise<CommandResult> {
  const asked = {out: context.options.out, onEvaluated: createGitHubReporter(io), plan};
  return await withSession(io, context, session => check(session, asked, io));
}

export interface EvaluatedTenant {
  readonly observed: Observed;
  readonly statuses: EvaluatedSteps;
}

/** Throws `Problem`: network errors, missing_permissions, ambiguous_application. */
export async function evaluateTenant(
  session: Pick<Session, 'reader' | 'blueprint' | 'hints' | 'permissions'>,
  signal: AbortSignal,
  how: Pick<ObserveOptions, 'now' | 'clientList'> = {},
): Promise<EvaluatedTenant> {
  const {reader, blueprint, hints, permissions} = session;
  requirePermissions(findMissingToRead(steps, permissions));
  const observed = await observe(reader, {desired: blueprint, hints}, {signal, ...how});
  const selection = selectClient(blueprint, observed);
  if (selection.kind === 'ambiguous') throw ambiguousProblem(selection.candidates);
  return {observed, statuses: evaluateAll(steps, blueprint, observed)};
}

/** A second application that Auth0 created late, for a run that got no answer, must be named. */
export async function listingOptions(
  {blueprint, journalFolder, journalDomains}: Session,
  now: Date,
): Promise<Pick<ObserveOptions, 'clientList'>> {
  try {
    const asked = {name: blueprint.client.name, now};
    const mayExist = await mayHaveCreatedLate(await journalFolder(), asked, ...journalDomains());
    return mayExist ? {clientList: 'complete'} : {};
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    // Only `undo` needs the journals.
    return {};
  }
}

/** Throws `Problem` missing_permissions, which lists them step by step. */
export function requirePermissions(missing: readonly MissingPermissions[]): void {
  if (missing.length === 0) return;
  const permissions = [...new Set(missing.flatMap(({permissions: names}) => names))];
  const byStep = missing.map(
    ({step, permissions: names}) => `${names.join(', ')} for ${stepTitle(step)}`,
  );
  throw new Problem('missing_permissions', {
    message: `The token is missing permissions: ${byStep.join('; ')}. Nothing was changed.`,
    hint: 'Grant them to the application you sign in with: Dashboard → Applications → APIs → Auth0 Management API → Machine to Machine Applications.',
    permissions,
  });
}

interface CheckOptions {
  readonly out: string | undefined;
  readonly onEvaluated: OnEvaluated | undefined;
  /** A saved plan that must still match the tenant. */
  readonly plan?: SavedPlan | undefined;
}

/** Never writes to the tenant. */
async function check(
  session: Session,
  {out, onEvaluated, plan}: CheckOptions,
  {signal, now}: Io,
): Promise<CommandResult> {
  const evaluated = await evaluateTenant(session, signal, await listingOptions(session, now()));
  const {observed, statuses} = evaluated;
  if (plan !== undefined) assertPlanStillValid(plan, session.domain, evaluated);
  await onEvaluated?.(session.domain, statuses);
  const settled = isInSync(statuses);
  if (settled) await rememberApplication(session, observed, now());
  const saved = out === undefined ? undefined : await savePlan(out, session, evaluated, signal);
  return {
    exitCode: settled ? 0 : 2,
    json: checkJson(session.domain, statuses, session.requests()),
    text: [...statusLines(statuses), '', summaryOf(session.domain, statuses, saved)].join('\n'),
  };
}

function summaryOf(domain: string, statuses: EvaluatedSteps, saved: string | undefined): string {
  const plan = saved === undefined ? undefined : ` The plan is in ${visible(saved)}.`;
  if (isInSync(statuses)) return `${domain} is in sync.${plan ?? ''}`;
  const isDrifted = statuses.some(({status}) => status.kind === 'drift');
  // While a step is blocked, `apply` does nothing at all; the step itself names the remedy.
  if (blockingProblem(statuses) !== undefined || planBatches(statuses, 'all').length === 0) {
    return `${domain} is not in sync.${plan ?? ''}`;
  }
  if (!isDrifted) {
    return `${domain} is not set up yet.${plan ?? ' Run `timesheets-setup apply` to set it up.'}`;
  }
  return `${domain} has drifted.${plan ?? remedySentence(statuses)}`;
}

function remedySentence(statuses: EvaluatedSteps): string {
  if (breakingSentences(statuses).length === 0)
    return ' Run `timesheets-setup apply` to repair it.';
  return ' Run `timesheets-setup apply` to repair it; add --allow-breaking for the changes marked ⚠ breaking.';
}

/**
 * With a remembered client ID, the next run needs one request to find the application, however many
 * the tenant has.
 */
export async function rememberApplication(
  session: Session,
  observed: Observed,
  now: Date,
): Promise<void> {
  const selection = selectClient(session.blueprint, observed);
  const clientId = selection.kind === 'found' ? selection.client.clientId : undefined;
  const at = now.toISOString();
  await session.remember({
    clientIds: clientIdsOf(observed, clientId),
    lastInSyncAt: at,
    lastUsedAt: at,
  });
}

/** Returns the path for messages, with the link's target if it is a link. */
async function savePlan(
  file: string,
  session: Session,
  evaluated: EvaluatedTenant,
  signal: AbortSignal,
): Promise<string> {
  const plan = planDocument(session.domain, session.blueprint, session.hints, evaluated);
  const content = `${JSON.stringify(plan, null, 2)}\n`;
  return describeTarget(file, await writeAtomically(file, content, 'everyone', signal));
}
