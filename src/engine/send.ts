import {setTimeout as sleep} from 'node:timers/promises';
import type {Written} from './change.js';
import {objectOf} from './fold.js';
import type {Journal} from './journal.js';
import {look} from './look.js';
import type {Observed} from './observed.js';
import type {Applied} from './outcome.js';
import type {Write} from './plan.js';
import {Problem} from './problem.js';
import {differingField, storedDifferently} from './read-back.js';
import type {Tenant} from './tenant.js';

export interface Sent {
  readonly applied: Applied;
  readonly after: Written;
  /** Set where the write happened and the tenant holds something else than was sent. */
  readonly problem?: Problem;
}

export interface SendContext {
  readonly tenant: Tenant;
  readonly journal: Journal;
  readonly observed: Observed;
  readonly signal?: AbortSignal;
}

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
  const sent = await perform(context, write, 0).catch(async (error: unknown) => {
    // Where it may have happened the intent stays open: `undo` then looks.
    if (error instanceof Problem && error.effect === 'none' && error.code !== 'interrupted') {
      await journal.failed(number, error.code);
    }
    throw error;
  });
  await journal.outcome(number, {written: sent.after, status: sent.applied.status});
  const field = differingField(write.change, sent.after);
  return field === undefined ? sent : {...sent, problem: storedDifferently(write.change, field)};
}

async function perform(context: SendContext, write: Write, attempt: number): Promise<Sent> {
  const {tenant, signal} = context;
  try {
    const receipt = await tenant.perform(write.change, signal);
    const {method, path, status, written} = receipt;
    const {steps, change} = write;
    return {applied: {steps, change, method, path, status}, after: written};
  } catch (error) {
    if (!(error instanceof Problem) || error.effect !== 'unknown') throw error;
    const happened = await lookAfter(context, write, error);
    if (happened !== undefined) return happened;
    const pause = pauses[attempt];
    if (pause === undefined) throw error;
    await rest(pause, signal);
    // The request may only just have arrived: an application has no unique name that would stop
    // a second one from being made.
    return (await lookAfter(context, write, error)) ?? (await perform(context, write, attempt + 1));
  }
}

async function lookAfter(
  {tenant, observed, signal}: SendContext,
  {steps, change}: Write,
  problem: Problem,
): Promise<Sent | undefined> {
  const after = await look(tenant, observed, change, signal);
  if (differingField(change, after) !== undefined) return undefined;
  const {method, path} = tenant.preview(change);
  return {applied: {steps, change, method, path, status: problem.status ?? null}, after};
}

async function rest(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : {signal});
  } catch (cause) {
    throw new Problem('interrupted', {
      message: 'Interrupted while waiting to send a change again.',
      hint: 'Run the program again: it goes on where it was.',
      cause,
    });
  }
}
