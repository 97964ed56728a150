import type {Change} from '../model/change.js';
import {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import type {Secret} from '../model/secrets/secret.js';
import {visible} from '../text/escape.js';
import {withReading} from './apply-change.js';
import {
  type ExecutedChange,
  type ExecutionContext,
  executeOnce,
  type FailedAttempt,
  monotonicNow,
  waitToRetry,
} from './execute-change.js';
import type {Client} from './tenant.js';
import {noSecretToRotateProblem, protectionProblem} from './write-guards.js';

export type Rotation = Pick<ExecutionContext, 'tenant' | 'journal' | 'signal' | 'sleep' | 'now'> & {
  readonly observed: Observed;
};

export interface RotatedSecret {
  /** Absent if the token may not read it. */
  readonly clientSecret: Secret | undefined;
  readonly executed: ExecutedChange;
}

/**
 * Rotates the client secret of an application. If no response arrives, the secret itself shows
 * whether it was rotated. It is not tried again: that could replace a secret that is already in
 * use.
 * Throws `Problem`.
 */
export async function rotateSecret(
  rotation: Rotation,
  client: Client,
  onApplied: (executed: ExecutedChange) => void,
): Promise<RotatedSecret> {
  const {tenant, signal, now = monotonicNow} = rotation;
  const change: Change = {
    action: 'rotate-secret',
    resource: 'client',
    id: client.clientId,
  };
  const write = {steps: ['application'], change, breaks: []};
  let failed: FailedAttempt | undefined;
  for (;;) {
    const current = await tenant.client(client.clientId, signal);
    if (current === undefined) throw applicationGoneProblem(client);
    if (failed?.unanswered !== undefined) {
      const found = confirmRotation(rotation, failed, client, current);
      onApplied(found.executed);
      return found;
    } else {
      const refused =
        protectionProblem(tenant, {client: current}) ?? noSecretToRotateProblem({client: current});
      if (refused !== undefined) throw refused;
      // Someone else rotated it since this run read it, and their secret may already be in use.
      if (isOtherSecret(client, current)) throw secretChangedProblem(client);
    }
    const observed = withReading(
      rotation.observed,
      change,
      {kind: 'client', value: current},
      now(),
    );
    const tried = await executeOnce({...rotation, observed}, write, failed);
    if (tried.kind === 'sent') {
      onApplied(tried);
      const {after} = tried;
      if (tried.problem !== undefined) throw tried.problem;
      await rotation.journal.end();
      return {
        clientSecret: after.kind === 'client' ? after.value.clientSecret : undefined,
        executed: tried,
      };
    }
    failed = tried;
    await waitToRetry(rotation, failed);
  }
}

/**
 * The rotation without a response. Throws `Problem` if the secret doesn't show that it happened.
 */
function confirmRotation(
  {tenant}: Rotation,
  {problem, write}: FailedAttempt,
  before: Client,
  current: Client,
): RotatedSecret {
  const {method, path} = tenant.preview(write.change);
  if (!isOtherSecret(before, current)) {
    const isRead = before.clientSecret !== undefined && current.clientSecret !== undefined;
    throw new Problem(problem.code, {
      message: `Auth0 did not answer ${method} ${path}. ${isRead ? `${visible(current.name)} still has its old secret, but that may change in a moment.` : `The secret of ${visible(current.name)} may have been rotated.`}`,
      hint: 'Wait a minute, then run `timesheets-setup export env --out .env`. It writes the current secret. If that is still the old one, rotate again.',
      effect: 'unknown',
      ...(problem.status !== undefined && {status: problem.status}),
      cause: problem,
    });
  }
  const {steps, change} = write;
  const status = problem.status ?? null;
  return {
    clientSecret: current.clientSecret,
    executed: {
      kind: 'sent',
      applied: {steps, change, method, path, status},
      after: {kind: 'client', value: current},
      confirmedBy: 'reread',
    },
  };
}

function isOtherSecret({clientSecret: one}: Client, {clientSecret: other}: Client): boolean {
  return one !== undefined && other !== undefined && one.reveal() !== other.reveal();
}

function secretChangedProblem({name}: Client): Problem {
  return new Problem('tenant_changed', {
    message: `The secret of ${visible(name)} changed a moment ago, so it was not rotated again.`,
    hint: 'Someone else rotated it. Run `timesheets-setup export env --out .env` to write the current secret.',
  });
}

function applicationGoneProblem({name, clientId}: Client): Problem {
  return new Problem('not_found', {
    message: `The application ${visible(`${name} (${clientId})`)} no longer exists.`,
    hint: 'Run `timesheets-setup check` to see the current state.',
  });
}
