import type {OnCall} from '../engine/call.js';
import {clientWithProof, secretIfAny} from '../engine/job-secret.js';
import {observe} from '../engine/observe.js';
import {evaluateAll, inSync} from '../engine/plan.js';
import {unreadableProblem} from '../engine/proof.js';
import {prove} from '../engine/prove.js';
import {reconcile} from '../engine/reconcile.js';
import {rotateSecret} from '../engine/rotate-secret.js';
import {isGrantNew, selectClient} from '../engine/select-client.js';
import type {Client} from '../engine/tenant.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import type {Secret} from '../model/secret.js';
import {steps} from '../steps/index.js';
import type {Choices} from '../steps/step.js';
import type {Effect} from './effects.js';
import type {EffectResult} from './event.js';
import type {ExportSource, Ports, Session} from './ports.js';

/** Where findings go. */
export type Dispatch = (result: EffectResult) => void;

/** Runs one piece of work. What it finds is sent on; once aborted, only what was written is. */
export async function runEffect(
  work: Effect,
  ports: Ports,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<void> {
  const send: Dispatch = result => {
    if (!signal.aborted) dispatch(result);
  };
  try {
    // What is called is logged however the work ends: the session goes on calling after sign-in.
    await run(work, ports, {send, dispatch, onCall: callsTo(dispatch)}, signal);
  } catch (error) {
    // A bug of ours is none of the user's problems: it ends the program, with its stack.
    if (!(error instanceof Problem)) throw error;
    send({type: 'failed', key: work.key, problem: error});
  }
}

interface EffectOutput {
  /** What nobody waits for any more, once aborted, is not told. */
  readonly send: Dispatch;
  /** What has happened is. */
  readonly dispatch: Dispatch;
  readonly onCall: OnCall;
}

async function run(
  work: Effect,
  ports: Ports,
  {send, dispatch, onCall}: EffectOutput,
  signal: AbortSignal,
): Promise<void> {
  const {key} = work;
  switch (work.kind) {
    case 'sign-in': {
      const session = await ports.signIn(work.request, onCall, signal);
      return send({type: 'signed-in', key, session});
    }
    case 'observe': {
      const {session, choices, created} = work;
      const wanted = {desired: choices.blueprint, hints: choices.hints};
      const observed = await observe(session.tenant, wanted, {signal, created});
      const lacking = ports.missingPermissions(observed, choices, session.permissions);
      if (inSync(evaluateAll(steps, choices.blueprint, observed))) {
        await remember(ports, session, choices, observed, send);
      }
      return send({type: 'observed', key, observed, lacking});
    }
    case 'apply': {
      const {session, choices, observed, allowance} = work;
      const outcome = await session.alone(() =>
        reconcile({
          evaluators: steps.filter(({id}) => work.steps.includes(id)),
          desired: choices.blueprint,
          observed,
          tenant: session.tenant,
          journal: session.journal,
          allowance,
          // Somebody may have worked on the tenant while the admin was reading the screen.
          maxAge: 0,
          onConflict: 'stop',
          onBlocked: 'leave',
          signal,
        }),
      );
      dispatch({type: 'applied', key, outcome});
      return outcome.kind === 'done'
        ? remember(ports, session, choices, outcome.observed, dispatch)
        : undefined;
    }
    case 'rotate':
      return await rotate(work, ports, dispatch, signal);
    case 'prove': {
      const {session, choices, observed, clientId} = work;
      const listed = clientIn(observed, clientId);
      const client = await clientWithProof(listed, session.tenant, await ports.jobKey?.(), signal);
      const {signingSecret, tokenLifetime} = observed.resourceServer ?? {};
      const {tokenEndpointAuthMethod: authMethod} = client;
      const proof = await prove(
        {
          ...client,
          endpoint: session.endpoint,
          desired: choices.blueprint,
          grantIsNew: isGrantNew(observed, clientId),
          ...(authMethod === undefined ? {} : {authMethod}),
          ...(signingSecret === undefined ? {} : {signingSecret}),
          ...(tokenLifetime === undefined ? {} : {tokenLifetime}),
        },
        signal,
      );
      const unreadable = unreadableProblem(proof);
      if (unreadable !== undefined) throw unreadable;
      return send({type: 'proved', key, proof});
    }
  }
}

/** What was rotated is told, also to those who left meanwhile: the old secret is gone. */
async function rotate(
  {key, session, handOver}: Extract<Effect, {kind: 'rotate'}>,
  ports: Ports,
  dispatch: Dispatch,
  signal: AbortSignal,
): Promise<void> {
  const {observed, clientId} = handOver;
  const {tenant, journal} = session;
  const client = (await tenant.client(clientId, signal)) ?? clientIn(observed, clientId);
  // What can't be written is known before the old secret is gone.
  await ports.writeEnv(handOver, undefined);
  const {clientSecret} = await session.alone(() =>
    rotateSecret({tenant, journal, observed, signal}, client, () => {}),
  );
  try {
    const secret = clientSecret ?? (await secretOf(handOver));
    const {path, target, warnings} = await ports.writeEnv(handOver, secret);
    const file = target === undefined ? path : `${path} (a link to ${target})`;
    const written = `Wrote the new Client Secret to ${file}.`;
    const kind = warnings.length > 0 ? 'warning' : 'good';
    const notice = {kind, text: [written, ...warnings].join(' ')} as const;
    dispatch({type: 'rotated', key, notice, written});
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    const text = `The Client Secret was rotated, but not written to a file. ${error.message} ${error.hint} You find the new one in the application’s Settings in the Dashboard.`;
    dispatch({type: 'rotated', key, notice: {kind: 'warning', text}});
  }
}

function callsTo(dispatch: Dispatch): OnCall {
  return event => dispatch({type: 'called', event, at: Date.now()});
}

/** What can't be remembered is told and holds nothing up. */
async function remember(
  ports: Ports,
  session: Session,
  choices: Choices,
  observed: Observed,
  send: Dispatch,
): Promise<void> {
  const {blueprint} = choices;
  const sync = inSync(evaluateAll(steps, blueprint, observed)) ? 'in-sync' : 'not-yet';
  const selection = selectClient(blueprint, observed);
  const clientId = selection.kind === 'found' ? {clientId: selection.client.clientId} : {};
  try {
    await ports.remember(session, {blueprint, ...clientId, sync});
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    send({type: 'noticed', notice: {kind: 'warning', text: `${error.message} ${error.hint}`}});
  }
}

/** Reads the job's secret once more: it is held nowhere in between. Nothing where it has none. */
export async function secretOf({
  session,
  clientId,
  observed,
}: ExportSource): Promise<Secret | undefined> {
  return await secretIfAny(clientIn(observed, clientId), session.tenant);
}

/** Without the secret that it was read with: somebody may have rotated that since. */
function clientIn({clients}: Observed, clientId: string): Client {
  const known = clients.find(client => client.clientId === clientId);
  const {clientSecret: _, ...client} = known ?? {clientId, name: clientId};
  return client;
}
