import {isDeepStrictEqual} from 'node:util';
import type {Change, Written} from './change.js';
import type {Desired} from './desired.js';
import {fold, objectOf} from './fold.js';
import type {Journal} from './journal.js';
import {look, readAtOf} from './look.js';
import {withSuccessors} from './observe.js';
import type {Observed} from './observed.js';
import type {Applied, Outcome} from './outcome.js';
import {type Allowance, blockedBy, type Judge, judgeAll, type Write, wavesOf} from './plan.js';
import {Problem} from './problem.js';
import {type Sent, type Sleep, send} from './send.js';
import type {Tenant} from './tenant.js';

export interface ReconcileRequest {
  readonly judges: readonly Judge[];
  readonly desired: Desired;
  readonly observed: Observed;
  readonly tenant: Tenant;
  readonly journal: Journal;
  readonly allowance: Allowance;
  /** A reading older than this (milliseconds) is read again before it is written over. */
  readonly maxAge: number;
  /** What to do where the fresh reading differs: hand it back, or plan again and go on. */
  readonly onMoved: 'stop' | 'replan';
  /** Where one step can't be done: write nothing at all, or do the others. */
  readonly onBlocked: 'refuse' | 'leave';
  readonly now?: () => number;
  readonly sleep?: Sleep;
  readonly signal?: AbortSignal;
}

/** Rounds of judging and writing before giving up: two suffice where nobody else is at work. */
const mostRounds = 8;

/**
 * Brings the judged part of a tenant to the desired state: judge, read again what is stale, write
 * one wave, judge what came back, until nothing allowed is left to do. Problems come back as an
 * outcome, with what was applied before them; anything else that is thrown is a bug.
 */
export async function reconcile(request: ReconcileRequest): Promise<Outcome> {
  let {observed} = request;
  const applied: Applied[] = [];
  try {
    for (let round = 0; round < mostRounds; round += 1) {
      const verdicts = judgeAll(request.judges, request.desired, observed);
      const problem = request.onBlocked === 'refuse' ? blockedBy(verdicts) : undefined;
      if (problem !== undefined) return {kind: 'failed', problem, observed, applied};
      const [wave] = wavesOf(verdicts, request.allowance);
      if (wave === undefined) {
        await noteEnd(request.journal);
        return {kind: 'done', observed, applied};
      }

      const fresh = await refresh(request, observed, wave);
      const again = judgeAll(request.judges, request.desired, fresh);
      observed = fresh;
      if (!isDeepStrictEqual(verdicts, again)) {
        if (request.onMoved === 'stop') return {kind: 'moved', observed, applied};
        continue;
      }

      const results = await sendWave(request, observed, wave);
      for (const {applied: done, after, at} of results.sent) {
        observed = fold(observed, done.change, after, at);
        applied.push(done);
      }
      if (results.problem === undefined) continue;
      const moved = await movedBy(request, observed, results.problem);
      if (moved === undefined)
        return {kind: 'failed', problem: results.problem.problem, observed, applied};
      observed = moved;
      if (request.onMoved === 'stop') return {kind: 'moved', observed, applied};
    }
    return {kind: 'failed', problem: restless(request.tenant.domain), observed, applied};
  } catch (error) {
    if (error instanceof Problem) return {kind: 'failed', problem: error, observed, applied};
    throw error;
  }
}

async function noteEnd(journal: Journal): Promise<void> {
  await journal.end().catch((error: unknown) => {
    // All writes are done and noted: that is worth more than the last line.
    if (!(error instanceof Problem)) throw error;
  });
}

/** Reads again what is older than the request allows. */
async function refresh(
  {tenant, maxAge, signal, now = clock}: ReconcileRequest,
  observed: Observed,
  wave: readonly Write[],
): Promise<Observed> {
  const at = now();
  const stale = wave.filter(({change}) => at - readAtOf(observed, change) > maxAge);
  const read = await Promise.all(
    stale.map(async ({change}) => ({change, now: await look(tenant, observed, change, signal)})),
  );
  const fresh = read.reduce((seen, object) => see(seen, object.change, object.now, at), observed);
  return await withSuccessors(tenant, observed, fresh, signal);
}

interface WaveResult {
  readonly sent: readonly (Sent & {readonly at: number})[];
  readonly problem: {readonly write: Write; readonly problem: Problem} | undefined;
}

/** Sends the writes of a wave at the same time, and waits for all of them. */
async function sendWave(
  {tenant, journal, signal, sleep, now = clock}: ReconcileRequest,
  observed: Observed,
  wave: readonly Write[],
): Promise<WaveResult> {
  const context = {
    tenant,
    journal,
    observed,
    ...(signal !== undefined && {signal}),
    ...(sleep !== undefined && {sleep}),
  };
  const results = await Promise.allSettled(
    wave.map(async write => ({...(await send(context, write)), at: now()})),
  );
  const sent: (Sent & {readonly at: number})[] = [];
  let problem: WaveResult['problem'];
  for (const [index, write] of wave.entries()) {
    const result = results[index];
    if (result?.status === 'fulfilled') {
      sent.push(result.value);
      if (result.value.problem !== undefined) problem ??= {write, problem: result.value.problem};
    } else if (result?.reason instanceof Problem) problem ??= {write, problem: result.reason};
    else throw result?.reason;
  }
  return {sent, problem};
}

/** The tenant as it is now, where a write failed because somebody else was faster. */
async function movedBy(
  {tenant, signal, now = clock}: ReconcileRequest,
  observed: Observed,
  {write, problem}: {readonly write: Write; readonly problem: Problem},
): Promise<Observed | undefined> {
  if (problem.code !== 'conflict' && problem.code !== 'not_found') return undefined;
  const at = now();
  let fresh = observed;
  for (const change of aboutOf(write.change, problem)) {
    fresh = see(fresh, change, await look(tenant, observed, change, signal), at);
  }
  const untouched = aboutOf(write.change, problem).every(change =>
    isDeepStrictEqual(objectOf(fresh, change), objectOf(observed, change)),
  );
  return untouched ? undefined : await withSuccessors(tenant, observed, fresh, signal);
}

/** What has to be looked at: for a grant without its API or its application, those. */
function aboutOf(change: Change, {code}: Problem): readonly Change[] {
  if (code !== 'not_found' || change.kind !== 'create-client-grant') return [change];
  return [
    {kind: 'update-resource-server', id: change.audience, set: {}},
    {kind: 'update-client', id: change.clientId, set: {}},
  ];
}

/** Folds in what somebody else may have made: it never counts as created by this run. */
function see(observed: Observed, change: Change, current: Written, at: number): Observed {
  const {created} = observed;
  return {...fold(observed, change, current, at), created};
}

function clock(): number {
  return performance.now();
}

function restless(domain: string): Problem {
  return new Problem('tenant_changed', {
    message: `${domain} kept changing while it was being set up.`,
    hint: 'Somebody else is at work on the same API or application. Agree on who goes first, then run the program again.',
  });
}
