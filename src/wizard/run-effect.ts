import type {OnCall} from '../engine/call.js';
import {readClientWithSecretOrKey, readSecretIfAny} from '../engine/job-secret.js';
import {observe} from '../engine/observe.js';
import type {Outcome} from '../engine/outcome.js';
import {evaluateAll, isInSync} from '../engine/plan.js';
import {proofSettings, unreadableProblem} from '../engine/proof.js';
import {prove} from '../engine/prove.js';
import {type ReconcileRequest, reconcile} from '../engine/reconcile.js';
import {rotateSecret} from '../engine/rotate-secret.js';
import {selectClient} from '../engine/select-client.js';
import type {Client} from '../engine/tenant.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import type {Secret} from '../model/secrets/secret.js';
import {steps} from '../steps/index.js';
import type {Choices} from '../steps/step.js';
import {formatSeries} from '../text/format.js';
import type {Effect, TaskEffect} from './effects.js';
import type {EffectResult} from './event.js';
import type {EnvFileResult, ExportSource, Ports, Session} from './ports.js';
import type {Notice, Task} from './state.js';

export type Dispatch = (result: EffectResult) => void;

/** Runs an effect and dispatches its result. After an abort, only writes are reported. */
export async function runEffect(
  effect: Effect,
  ports: Ports,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<void> {
  const dispatchIfActive: Dispatch = result => {
    if (!signal.aborted) dispatch(result);
  };
  try {
    // `onCall` ignores the abort, because the session keeps using it after sign-in has ended.
    await executeEffect(
      effect,
      ports,
      {dispatchIfActive, dispatch, onCall: createCallReporter(dispatch)},
      signal,
    );
  } catch (error) {
    // A bug ends the program with its stack; only a `Problem` is shown.
    if (!(error instanceof Problem)) throw error;
    dispatchIfActive({type: 'failed', key: effect.key, problem: error});
  }
}

interface EffectOutput {
  /** Drops results after an abort. */
  readonly dispatchIfActive: Dispatch;
  /** Dispatches even after an abort, for results of writes. */
  readonly dispatch: Dispatch;
  readonly onCall: OnCall;
}

async function executeEffect(
  effect: Effect,
  ports: Ports,
  {dispatchIfActive, dispatch, onCall}: EffectOutput,
  signal: AbortSignal,
): Promise<void> {
  const {key} = effect;
  switch (effect.kind) {
    case 'sign-in': {
      const session = await ports.signIn(effect.request, onCall, signal);
      return dispatchIfActive({type: 'signed-in', key, session});
    }
    case 'observe': {
      const {session, choices, created} = effect;
      const query = {desired: choices.blueprint, hints: choices.hints};
      const observed = await observe(session.tenant, query, {signal, created});
      const missingPermissions = ports.missingPermissions(observed, choices, session.permissions);
      if (isInSync(evaluateAll(steps, choices.blueprint, observed))) {
        await saveProgress(ports, session, choices, observed, dispatchIfActive);
      }
      return dispatchIfActive({type: 'observed', key, observed, missingPermissions});
    }
    case 'apply': {
      const {session, choices} = effect;
      const outcome = await reconcileSteps(effect, signal);
      dispatch({type: 'applied', key, outcome});
      return outcome.kind === 'done'
        ? saveProgress(ports, session, choices, outcome.observed, dispatch)
        : undefined;
    }
    case 'rotate':
      return await rotate(effect, ports, dispatch, signal);
    case 'prove': {
      const {session, choices, observed, clientId} = effect;
      const listedClient = findClient(observed, clientId);
      const client = await readClientWithSecretOrKey(
        listedClient,
        session.tenant,
        await ports.jobKey?.(),
        signal,
      );
      const proof = await prove(
        {
          ...client,
          ...proofSettings(client, observed),
          endpoint: session.endpoint,
          desired: choices.blueprint,
        },
        signal,
      );
      const unreadable = unreadableProblem(proof);
      if (unreadable !== undefined) throw unreadable;
      return dispatchIfActive({type: 'proved', key, proof});
    }
  }
}

type ApplyEffect = Extract<Effect, {kind: 'apply'}>;

/** Writes what the user confirmed for these steps, unless the tenant has changed since. */
export async function reconcileSteps(
  {
    session,
    choices,
    observed,
    allowance,
    steps: ids,
  }: Omit<ApplyEffect, 'kind' | 'key' | 'session'> & {
    readonly session: Pick<Session, 'withLock' | 'tenant' | 'journal'>;
  },
  signal: AbortSignal,
  timing: Pick<ReconcileRequest, 'now' | 'sleep'> = {},
): Promise<Outcome> {
  return await session.withLock(() =>
    reconcile({
      evaluators: steps.filter(({id}) => ids.includes(id)),
      desired: choices.blueprint,
      observed,
      tenant: session.tenant,
      journal: session.journal,
      allowance,
      // Always read again: the tenant may have changed while the user was reading the screen.
      maxAge: 0,
      onConflict: 'stop',
      onBlocked: 'skip',
      signal,
      ...timing,
    }),
  );
}

/** Reports the rotation even after an abort, because the old secret no longer works. */
async function rotate(
  {key, session, source}: Extract<Effect, {kind: 'rotate'}>,
  ports: Ports,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<void> {
  const {observed, clientId} = source;
  const {tenant, journal} = session;
  const client = (await tenant.client(clientId, signal)) ?? findClient(observed, clientId);
  // If the file can't be written, fail here, before the old secret is lost.
  await ports.writeEnv(source, undefined);
  const {clientSecret} = await session.withLock(() =>
    rotateSecret({tenant, journal, observed, signal}, client, () => {}),
  );
  try {
    const secret = clientSecret ?? (await readJobSecret(source));
    const {path, target, warnings} = await ports.writeEnv(source, secret);
    const file = target === undefined ? path : `${path} (a link to ${target})`;
    const summaryLine = `Wrote the new Client Secret to ${file}.`;
    const kind = warnings.length > 0 ? 'warning' : 'good';
    const notice = {kind, text: [summaryLine, ...warnings].join(' ')} as const;
    dispatch({type: 'rotated', key, notice, summaryLine});
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const text = `The Client Secret was rotated, but not written to a file. ${error.message} ${error.hint} You find the new one in the application’s Settings in the Dashboard.`;
    dispatch({type: 'rotated', key, notice: {kind: 'warning', text}});
  }
}

function createCallReporter(dispatch: Dispatch): OnCall {
  return event => dispatch({type: 'called', event, at: Date.now()});
}

/** Saves what the next run starts from; a failure to save is only a warning. */
async function saveProgress(
  ports: Ports,
  session: Session,
  choices: Choices,
  observed: Observed,
  dispatchIfActive: Dispatch,
): Promise<void> {
  const {blueprint} = choices;
  const sync = isInSync(evaluateAll(steps, blueprint, observed)) ? 'in-sync' : 'not-yet';
  const selection = selectClient(blueprint, observed);
  const clientId = selection.kind === 'found' ? {clientId: selection.client.clientId} : {};
  try {
    await ports.remember(session, {blueprint, ...clientId, sync});
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    dispatchIfActive({
      type: 'noticed',
      notice: {kind: 'warning', text: `${error.message} ${error.hint}`},
    });
  }
}

/**
 * Reads the job's secret again, so that the state need not hold it. Undefined if the application
 * has none.
 */
async function readJobSecret({
  session,
  clientId,
  observed,
}: ExportSource): Promise<Secret | undefined> {
  return await readSecretIfAny(findClient(observed, clientId), session.tenant);
}

/** Omits the secret, which may have been rotated since it was read. */
function findClient({clients}: Observed, clientId: string): Client {
  const observed = clients.find(each => each.clientId === clientId);
  const {clientSecret: _, ...client} = observed ?? {clientId, name: clientId};
  return client;
}

type TaskDone = Extract<EffectResult, {type: 'task-done'}>;

/** Runs beside the current effect. Every task except `read-key` ends in a notice. */
export async function runTask(
  {task, source}: TaskEffect,
  ports: Ports,
  dispatch: Dispatch,
): Promise<void> {
  const {id} = task;
  try {
    if (task.kind === 'read-key') {
      const {path} = task;
      dispatch({type: 'key-read', id, path, keyFile: await ports.readKeyFile(path)});
      return;
    }
    dispatch({type: 'task-done', id, ...(await executeTask(task, source, ports))});
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const notice: Notice = {kind: 'warning', text: `${error.message} ${error.hint}`};
    dispatch({type: 'task-done', id, notice});
  }
}

async function executeTask(
  task: Exclude<Task, {kind: 'read-key'}>,
  source: ExportSource | undefined,
  ports: Ports,
): Promise<Pick<TaskDone, 'notice' | 'summaryLine' | 'preview'>> {
  switch (task.kind) {
    case 'open': {
      const opened = await ports.openUrl(task.url);
      const text =
        opened === 'opened' ? `Opened ${task.url}` : `Could not open a browser. Open ${task.url}`;
      return {notice: {kind: 'info', text}};
    }
    case 'copy':
      ports.copy(task.text);
      return {notice: {kind: 'good', text: `Copied the ${task.label}: ${task.text}`}};
    case 'export': {
      const text = await ports.exportText(task.exportId, requireSource(source));
      ports.copy(text);
      const label = ports.exports.find(({id}) => id === task.exportId)?.label ?? task.exportId;
      const notice: Notice = {kind: 'good', text: `Copied ${label} (${countLines(text)}).`};
      return {notice, preview: {exportId: task.exportId, title: label, text}};
    }
    case 'save': {
      const summaryLine = `Saved to ${await ports.saveExport(task.exportId, task.text)}.`;
      return {notice: {kind: 'good', text: summaryLine}, summaryLine};
    }
    case 'write-env': {
      const exportSource = requireSource(source);
      const secret = await readJobSecret(exportSource);
      const {warnings, ...fileResult} = await ports.writeEnv(exportSource, secret);
      const summaryLine = describeEnvFile(fileResult);
      const kind = warnings.length > 0 ? 'warning' : 'good';
      return {notice: {kind, text: [summaryLine, ...warnings].join(' ')}, summaryLine};
    }
  }
}

/** Names the file and its variables, without the secret. */
function describeEnvFile({path, target, wrote, names}: Omit<EnvFileResult, 'warnings'>): string {
  const file = target === undefined ? path : `${path} (a link to ${target})`;
  const what = wrote === 'unchanged' ? 'was already up to date' : wrote;
  return `${file} ${what}. It contains ${formatSeries(names)}. Only you can read it.`;
}

function requireSource(source: ExportSource | undefined): ExportSource {
  if (source !== undefined) return source;
  throw new Problem('inexistent_client', {
    message: 'Nothing to export yet: there is no application.',
    hint: 'Complete the steps first.',
  });
}

function countLines(text: string): string {
  const count = text.trimEnd().split('\n').length;
  return count === 1 ? '1 line' : `${count} lines`;
}
