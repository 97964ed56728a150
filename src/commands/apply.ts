import {maxAge} from '../engine/execute-change.js';
import type {ObserveOptions} from '../engine/observe.js';
import type {Applied, Outcome} from '../engine/outcome.js';
import {
  blockingProblem,
  breakingSentences,
  evaluateAll,
  isInSync,
  planBatches,
} from '../engine/plan.js';
import type {Proof} from '../engine/proof.js';
import {type ReconcileRequest, reconcile} from '../engine/reconcile.js';
import type {SigningKey} from '../model/credentials.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {findMissingToWrite} from '../scenario/permissions.js';
import {steps} from '../steps/index.js';
import {visible} from '../text/escape.js';
import {
  checkTenant,
  evaluateTenant,
  listingOptions,
  rememberApplication,
  requirePermissions,
} from './check.js';
import type {Command, Io} from './command.js';
import {type Confirm, createConfirmation, runConfirmed} from './confirm.js';
import {readEnvUnlessDemo, type TenantContext, withSession} from './context.js';
import {shellWord} from './exporters/quoting.js';
import {assertPlanStillValid, readPlan, type SavedPlan} from './files/plan-file.js';
import {inputName, readInput} from './files/read-text.js';
import {readJobSigningKey} from './given-credentials.js';
import {type Options, singleChoices, usageProblem} from './options.js';
import {appliedJson, type CommandResult, IncompleteError, writesOf} from './output/outcome.js';
import {checkJson, type EvaluatedSteps, statusLines} from './output/report.js';
import {proofJson, proofLines, proveObserved} from './prove.js';
import {runOnTenants} from './several-tenants.js';
import type {Session} from './tenant-session.js';

export const runApply: Command['run'] = async (io, {options}) => {
  if (options.tenants === undefined) return await applyTo(io, {options});
  // Parallel runs can't ask for confirmation. Fail on that before reading the list.
  if (!options['dry-run']) createConfirmation(io, {...options, json: true}, '');
  return await runOnTenants(io, options, options.tenants, context => applyTo(io, context));
};

async function applyTo(io: Io, context: TenantContext): Promise<CommandResult> {
  const {options} = context;
  // Fail if nobody can be asked, before waiting for standard input.
  const confirm = options['dry-run']
    ? undefined
    : createConfirmation(io, options, 'Apply these changes?');
  const plan = await readSavedPlan(io, options);
  const planned = {...context, ...(plan !== undefined && {choices: plan})};
  if (confirm === undefined) return await checkTenant(io, planned, plan);
  if (options.out !== undefined) {
    throw usageProblem(
      'apply doesn’t write a file.',
      'Use --out with check, or with apply --dry-run.',
    );
  }
  const asked: Omit<ApplyOptions, 'confirm'> = {
    allowance: options['allow-breaking'] ? 'all' : 'safe',
    plan,
    proof: options.prove ? 'prove' : 'no-proof',
    signingKey: options.prove ? readEnvUnlessDemo(io, options, readJobSigningKey) : undefined,
    similar: options['allow-similar'] ? 'allow' : 'refuse',
    onConflict: confirm.by === 'person' ? 'stop' : 'replan',
  };
  return await withSession(io, {...planned, onUnreadableSettings: 'refuse'}, session =>
    runConfirmed(confirm, session.withLock, ask => apply(session, {...asked, confirm: ask}, io)),
  );
}

/**
 * Choice options are rejected: a plan includes its choices. Throws `Problem` usage, invalid_plan.
 */
async function readSavedPlan(io: Io, options: Options): Promise<SavedPlan | undefined> {
  const {plan: file} = options;
  if (file === undefined) return undefined;
  const other = (['blueprint', 'client-id', ...singleChoices] as const).find(
    name => options[name] !== undefined,
  );
  if (other !== undefined) {
    throw usageProblem(
      `--${other} can’t go with --plan.`,
      'A saved plan can’t be changed. Make a new one with `timesheets-setup check --out FILE`.',
    );
  }
  return readPlan(await readInput(file, 'plan', io), inputName(file));
}

export interface ApplyOptions {
  readonly allowance: 'safe' | 'all';
  readonly plan: SavedPlan | undefined;
  readonly proof: 'prove' | 'no-proof';
  /** The job's private key, to prove a job that has no secret. */
  readonly signingKey?: SigningKey | undefined;
  /** Whether to create an API although one exists whose identifier differs only in spelling. */
  readonly similar?: 'allow' | 'refuse';
  readonly confirm: Confirm;
  /**
   * What to do if the tenant changes during the run: a person confirmed exactly what was shown, so
   * nothing else may be applied.
   */
  readonly onConflict: 'replan' | 'stop';
}

/** Throws `Problem`, or `IncompleteError` if something was already applied. */
export async function apply(
  session: Session,
  options: ApplyOptions,
  io: Pick<Io, 'signal' | 'now'>,
): Promise<CommandResult> {
  const listing = await listingOptions(session, io.now());
  const outcome = await reconcileTenant(session, options, io.signal, listing);
  switch (outcome.kind) {
    case 'done':
      return await appliedResult(session, options, outcome, io);
    case 'declined':
      return declinedResult(session, outcome.statuses);
    case 'failed':
      throw new IncompleteError(outcome.problem, outcome.applied);
    case 'conflict':
      throw new IncompleteError(planConflictProblem(session.domain, options.plan), outcome.applied);
  }
}

/** Saves what the next run starts from, and proves the setup if that was asked for. */
async function appliedResult(
  session: Session,
  options: ApplyOptions,
  {observed, applied}: ApplyResult,
  {signal, now}: Pick<Io, 'signal' | 'now'>,
): Promise<CommandResult> {
  const remaining = evaluateAll(steps, session.blueprint, observed);
  const finalState = isInSync(remaining) ? 'in-sync' : 'not-in-sync';
  if (finalState === 'in-sync') await rememberApplication(session, observed, now());
  await session.remember({blueprint: session.blueprint});
  const proof =
    finalState === 'in-sync' && options.proof === 'prove'
      ? await proveAfterApply(session, {observed, applied, signingKey: options.signingKey}, signal)
      : undefined;
  return {
    exitCode: exitCodeOf(finalState, proof),
    json: {
      ...checkJson(session.domain, remaining, session.requests()),
      applied: appliedJson(applied),
      ...(proof !== undefined && {proof: proofJson(proof)}),
    },
    text: [
      ...writesOf(applied).map(({method, path, status}) =>
        `✔ ${method} ${path} ${status ?? ''}`.trimEnd(),
      ),
      ...(applied.length > 0 ? [''] : []),
      ...statusLines(remaining, applied),
      '',
      summaryOf(session.domain, finalState, applied, remaining),
      ...(proof === undefined
        ? noProofLines(options.proof, finalState)
        : ['', ...proofLines(proof)]),
    ].join('\n'),
  };
}

function noProofLines(wanted: ApplyOptions['proof'], finalState: FinalState): readonly string[] {
  return wanted === 'prove' && finalState === 'not-in-sync'
    ? ['No proof: the tenant is not in sync.']
    : [];
}

type FinalState = 'in-sync' | 'not-in-sync';

interface ApplyResult {
  readonly observed: Observed;
  readonly applied: readonly Applied[];
}

interface Declined {
  readonly kind: 'declined';
  readonly statuses: EvaluatedSteps;
}

/** Observes, checks what can be checked, asks, and reconciles. Throws `Problem`. */
export async function reconcileTenant(
  session: Pick<
    Session,
    'domain' | 'reader' | 'tenant' | 'permissions' | 'blueprint' | 'hints' | 'journal'
  >,
  {allowance, plan, confirm, onConflict, similar}: ApplyOptions,
  signal: AbortSignal,
  how: Pick<ReconcileRequest, 'now' | 'sleep'> & Pick<ObserveOptions, 'clientList'> = {},
): Promise<Outcome | Declined> {
  const evaluated = await evaluateTenant(session, signal, how);
  const {observed, statuses} = evaluated;
  if (plan !== undefined) assertPlanStillValid(plan, session.domain, evaluated);
  const blocked = blockingProblem(statuses);
  if (blocked !== undefined) return {kind: 'failed', problem: blocked, observed, applied: []};
  if (similar !== 'allow') refuseSimilarApi(observed, session.domain);
  requirePermissions(findMissingToWrite(statuses, session.permissions, allowance));

  const batches = planBatches(statuses, allowance);
  if (batches.length === 0) return {kind: 'done', observed, applied: []};
  const shown = proposalLines(session.domain, statuses, allowance);
  if ((await confirm(shown, [], batches)) === 'no') return {kind: 'declined', statuses};
  const {clientList: _, ...timing} = how;
  return await reconcile({
    evaluators: steps,
    desired: session.blueprint,
    observed,
    tenant: session.tenant,
    journal: session.journal(),
    allowance,
    maxAge,
    onConflict: plan === undefined ? onConflict : 'stop',
    onBlocked: 'refuse',
    signal,
    ...timing,
  });
}

/**
 * A second API whose identifier differs only by a slash is almost always a mistake. Throws
 * `Problem` similar_api.
 */
function refuseSimilarApi(
  {resourceServer, similarIdentifiers, audience}: Observed,
  domain: string,
) {
  const [similar, ...more] = similarIdentifiers ?? [];
  if (resourceServer !== undefined || similar === undefined) return;
  const others = more.map(each => `, “${visible(each)}”`).join('');
  throw new Problem('similar_api', {
    message: `${domain} has no API with the identifier “${visible(audience)}”, but one with “${visible(similar)}”${others}. To Auth0 these are different APIs. Nothing was changed.`,
    hint: `To use the API that exists: --identifier ${shellWord(similar)}. To create a second one anyway: --allow-similar.`,
  });
}

function proposalLines(
  domain: string,
  statuses: EvaluatedSteps,
  allowance: ApplyOptions['allowance'],
): readonly string[] {
  const lines = [`Changes to ${domain}:`, '', ...statusLines(statuses)];
  if (breakingSentences(statuses).length === 0) return lines;
  const breaking =
    allowance === 'all'
      ? 'This includes the changes marked ⚠ breaking.'
      : 'Changes marked ⚠ breaking will be skipped. Add --allow-breaking to apply them.';
  return [...lines, '', breaking];
}

function planConflictProblem(domain: string, plan: SavedPlan | undefined): Problem {
  return new Problem('tenant_changed', {
    message: `${domain} changed while this tool was working. The rest of the plan was not applied.`,
    hint:
      plan === undefined
        ? 'Run `timesheets-setup apply` again to see and confirm what is left.'
        : 'Run `timesheets-setup check --out FILE` to save a new plan.',
  });
}

async function proveAfterApply(
  session: Session,
  {observed, applied, signingKey}: ApplyResult & Pick<ApplyOptions, 'signingKey'>,
  signal: AbortSignal,
): Promise<Proof> {
  try {
    return await proveObserved(session, observed, {signingKey}, signal);
  } catch (error) {
    if (error instanceof Problem) throw new IncompleteError(error, applied);
    throw error;
  }
}

function exitCodeOf(finalState: FinalState, proof: Proof | undefined): number {
  if (finalState === 'not-in-sync') return 2;
  return proof?.result === 'not-proved' ? 1 : 0;
}

function declinedResult(session: Session, statuses: EvaluatedSteps): CommandResult {
  return {
    exitCode: 2,
    json: {...checkJson(session.domain, statuses, session.requests()), applied: []},
    text: 'Nothing was changed.',
  };
}

function summaryOf(
  domain: string,
  finalState: FinalState,
  applied: readonly Applied[],
  remaining: EvaluatedSteps,
): string {
  if (finalState === 'in-sync') {
    return applied.length === 0
      ? `${domain} was already in sync. Nothing was changed.`
      : `${domain} is in sync.`;
  }
  return breakingSentences(remaining).length > 0
    ? 'Changes that could break a running app were skipped. Add --allow-breaking to apply them.'
    : `${domain} is not in sync.`;
}
