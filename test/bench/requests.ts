import type {Part, Row} from './support/figures.js';
import {onStage, type Stage, timeProgram} from './support/program.js';
import {type Traffic, trafficOf} from './support/waves.js';

/** Long enough that the rest of a run is short beside it. */
const latencyMs = 200;

/** Each on a tenant of its own; waits and repeats are no part of it. */
export const requests: Part = {
  name: 'requests',
  title: 'Requests in round trips, after the token',
  async run() {
    const known = await trafficIn('converged', async stage => {
      await timeProgram(['apply', '--yes'], 0, stage.env);
      return () => timeProgram(['check'], 0, stage.env);
    });
    const unknown = await trafficIn(
      'converged',
      async ({env}) =>
        () =>
          timeProgram(['check'], 0, env),
    );
    const held = await trafficIn(
      'dashboard',
      async ({env}) =>
        () =>
          timeProgram(['check'], 2, env),
    );
    const apply = (scenario: string, ...more: string[]) =>
      trafficIn(
        scenario,
        async ({env}) =>
          () =>
            timeProgram(['apply', '--yes', '--allow-breaking', ...more], 0, env),
      );
    const fresh = await apply('fresh');
    const proved = await apply('fresh', '--prove');
    const drifted = await apply('drifted');
    const dashboard = await apply('dashboard');
    return [
      row('`check`, in sync, application known', known, {requests: 3, writes: 0, waves: 1}),
      row('`check`, in sync, application not known', unknown, {requests: 4, writes: 0, waves: 2}),
      row('`check`, just made in the Dashboard', held, {requests: 4, writes: 0, waves: 2}),
      row('`apply`, fresh tenant', fresh, {requests: 7, writes: 3, waves: 5}),
      row('`apply --prove`, fresh tenant, the proof’s besides', proved),
      row('`apply`, made in the Dashboard', dashboard),
      row('`apply`, drifted', drifted),
    ];
  },
};

async function trafficIn(
  scenario: string,
  prepare: (stage: Stage) => Promise<() => Promise<unknown>>,
): Promise<Traffic> {
  return await onStage({scenario, latencyMs}, async stage => {
    const run = await prepare(stage);
    const before = stage.tenant.requests.length;
    await run();
    return trafficOf(stage.tenant.requests.slice(before), latencyMs);
  });
}

type Wanted = Pick<Traffic, 'requests' | 'writes' | 'waves'>;

function row(what: string, traffic: Traffic, wanted?: Wanted): Row {
  const formatCost = ({requests, writes, waves}: Wanted) =>
    `${requests} requests, ${writes} of them writes, in ${waves}`;
  if (wanted === undefined) return {what, measured: formatCost(traffic)};
  const met =
    traffic.requests <= wanted.requests &&
    traffic.writes <= wanted.writes &&
    traffic.waves <= wanted.waves;
  return {what, measured: formatCost(traffic), target: {text: formatCost(wanted), met}};
}
