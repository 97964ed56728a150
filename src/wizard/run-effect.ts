import type {OnCall} from '../engine/call.js';
import {clientWithSecret} from '../engine/job-secret.js';
import {observe} from '../engine/observe.js';
import {evaluateAll, inSync} from '../engine/plan.js';
import {prove} from '../engine/prove.js';
import {reconcile} from '../engine/reconcile.js';
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
    case 'prove': {
      const {session, choices, observed, clientId} = work;
      const client = await clientWithSecret(clientIn(observed, clientId), session.tenant, signal);
      const {signingSecret, tokenLifetime} = observed.resourceServer ?? {};
      const {clientSecret, tokenEndpointAuthMethod: authMethod} = client;
      const proof = await prove(
        {
          endpoint: session.endpoint,
          desired: choices.blueprint,
          clientId,
          clientSecret,
          grantIsNew: isGrantNew(observed, clientId),
          ...(authMethod === undefined ? {} : {authMethod}),
          ...(signingSecret === undefined ? {} : {signingSecret}),
          ...(tokenLifetime === undefined ? {} : {tokenLifetime}),
        },
        signal,
      );
      return send({type: 'proved', key, proof});
    }
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

/** Reads the job's secret once more: it is held nowhere in between. */
export async function secretOf({session, clientId, observed}: ExportSource): Promise<Secret> {
  const {clientSecret} = await clientWithSecret(clientIn(observed, clientId), session.tenant);
  return clientSecret;
}

/** Without the secret that it was read with: somebody may have rotated that since. */
function clientIn({clients}: Observed, clientId: string): Client {
  const known = clients.find(client => client.clientId === clientId);
  const {clientSecret: _, ...client} = known ?? {clientId, name: clientId};
  return client;
}
