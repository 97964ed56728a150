import {setTimeout} from 'node:timers/promises';
import type {Change, Written} from './change.js';
import {objectOf} from './fold.js';
import type {Journal} from './journal.js';
import {look} from './look.js';
import type {Observed} from './observed.js';
import type {Applied} from './outcome.js';
import type {Write} from './plan.js';
import {inDoubt, Problem} from './problem.js';
import {differingField, storedDifferently} from './read-back.js';
import type {Tenant} from './tenant.js';

export interface Sent {
  readonly applied: Applied;
  readonly after: Written;
  /** Set where the write happened and not all is well: it was stored or noted otherwise. */
  readonly problem?: Problem;
}

export interface SendContext {
  readonly tenant: Tenant;
  readonly journal: Journal;
  readonly observed: Observed;
  readonly signal?: AbortSignal;
  /** Lets milliseconds pass; rejects as soon as the signal is aborted. */
  readonly sleep?: Sleep;
}

export type Sleep = (ms: number, signal: AbortSignal | undefined) => Promise<unknown>;

/** Milliseconds before a write whose fate was unknown, and that did not happen, is sent again. */
const pauses = [500, 2_000];

/**
 * Makes one write happen, once: the intent is on the disk before it is sent; where no answer
 * came, a look shows whether it happened before it is sent again; the answer is compared with
 * what was sent. Throws `Problem` where it did not happen.
 */
export async function send(context: SendContext, write: Write): Promise<Sent> {
  const {journal, observed} = context;
  const number = await journal.intent(write.change, objectOf(observed, write.change));
  const sent = await perform(context, write).catch(async (error: unknown) => {
    // Where it may have happened the intent stays open: `undo` then looks.
    if (error instanceof Problem && error.effect === 'none' && error.code !== 'interrupted') {
      // An intent that stays open does no harm: why the write failed is what has to be told.
      await journal.failed(number, error.code).catch(() => {});
    }
    throw error;
  });
  const field = differingField(write.change, sent.after);
  const problem = field === undefined ? undefined : storedDifferently(write.change, field);
  try {
    await journal.outcome(number, {written: sent.after, status: sent.applied.status});
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return {...sent, problem: problem ?? error};
  }
  return problem === undefined ? sent : {...sent, problem};
}

async function perform(context: SendContext, write: Write): Promise<Sent> {
  const {tenant, signal} = context;
  const {steps, change} = write;
  let lost: Problem | undefined;
  for (let attempt = 0; ; attempt += 1) {
    let problem: Problem;
    try {
      const {written: after, ...told} = await tenant.perform(change, signal);
      return {applied: {steps, change, ...told}, after};
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      problem = error;
    }
    if (problem.effect === 'unknown') lost = problem;
    const pause = pauses[attempt];
    if (lost === undefined) {
      // What was made a moment ago is not known everywhere at once.
      if (!mayBeUnknownYet(change, problem) || pause === undefined) throw problem;
      await rest(context, pause, cause => notDone(tenant, write, cause));
      continue;
    }
    // Somebody wants it to end: what was under way is told, and nothing more is asked.
    if (problem.code === 'interrupted') throw inDoubt(problem);
    // It may have been refused because the one before, of which no answer came, has happened.
    const happened = await lookAfter(context, write, lost);
    if (happened !== undefined) return happened;
    if (problem.effect === 'none' || pause === undefined) throw inDoubt(problem);
    await rest(context, pause, cause => interrupted(tenant, write, cause));
    // The request may only just have arrived: an application has no unique name that would stop
    // a second one from being made.
    const late = await lookAfter(context, write, lost);
    if (late !== undefined) return late;
  }
}

/** A grant names an API and an application that may have been made just before it. */
function mayBeUnknownYet(change: Change, {code}: Problem): boolean {
  return change.kind === 'create-client-grant' && code === 'not_found';
}

/** Whether a write of which no answer came has happened. */
async function lookAfter(
  {tenant, observed, signal}: SendContext,
  write: Write,
  lost: Problem,
): Promise<Sent | undefined> {
  const {steps, change} = write;
  const after = await look(tenant, observed, change, signal).catch((error: unknown) => {
    // Not to be able to look is no sign that it did not happen.
    if (!(error instanceof Problem)) throw error;
    throw error.code === 'interrupted' ? interrupted(tenant, write, error) : inDoubt(error);
  });
  // Nothing but its name tells an application: to send it again would make a second one, however
  // the tenant has stored the first.
  const isMade = change.kind === 'create-client' && after.kind !== 'nothing';
  if (!isMade && differingField(change, after) !== undefined) return undefined;
  const {method, path} = tenant.preview(change);
  return {applied: {steps, change, method, path, status: lost.status ?? null}, after};
}

async function rest(
  {signal, sleep = asleep}: SendContext,
  ms: number,
  brokenOff: (cause: unknown) => Problem,
): Promise<void> {
  try {
    await sleep(ms, signal);
  } catch (cause) {
    throw brokenOff(cause);
  }
}

function notDone(tenant: Tenant, {change}: Write, cause: unknown): Problem {
  const {method, path} = tenant.preview(change);
  return new Problem('interrupted', {
    message: `Interrupted before ${method} ${path} was tried again: it was not done.`,
    hint: 'Run the program again: it goes on where it was.',
    cause,
  });
}

function interrupted(tenant: Tenant, {change}: Write, cause: unknown): Problem {
  const {method, path} = tenant.preview(change);
  return new Problem('interrupted', {
    message: `Interrupted after ${method} ${path}, of which no answer came: it may have been done.`,
    hint: 'Run the program again: it looks, and goes on where it was.',
    effect: 'unknown',
    cause,
  });
}

const asleep: Sleep = (ms, signal) =>
  setTimeout(ms, undefined, signal === undefined ? {} : {signal});
