import {startDemoTenant} from '../../src/emulator/server.js';
import {type DeployCli, withDeployCli} from './support/deploy-cli.js';
import {formatSpread, median, type Part, progress, type Row} from './support/figures.js';
import {onStage, timeEmptyProgram, timeProgram} from './support/program.js';

/** Round trips that a run can't do with fewer of: the token, the reads, the writes by dependence. */
const fewest = {converged: 2, drifted: 3, fresh: 4} as const;
type Scenario = keyof typeof fewest;

const rounds = 10;
const theirRounds = 3;

/** `apply` against what the network alone takes, and against Auth0's own tool. */
export const wall: Part = {
  name: 'wall',
  title: '`apply --yes`, wall time',
  run: () =>
    withDeployCli(async deployCli => {
      const rows: Row[] = [];
      for (const latencyMs of [0, 100]) {
        for (const scenario of ['converged', 'drifted', 'fresh'] as const) {
          rows.push(await ourRow(scenario, latencyMs, deployCli));
        }
      }
      return [...rows, await unchangedRow(deployCli)];
    }),
};

async function ourRow(
  scenario: Scenario,
  latencyMs: number,
  deployCli: DeployCli | undefined,
): Promise<Row> {
  progress(`${scenario}, ${latencyMs} ms`);
  const ours: number[] = [];
  const beyond: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const node = await timeEmptyProgram();
    const ms = await onStage({scenario, latencyMs}, ({env}) =>
      timeProgram(['apply', '--yes', '--allow-breaking', '--json'], 0, env),
    );
    ours.push(ms);
    beyond.push((ms - fewest[scenario] * latencyMs) / node);
  }
  const theirs: number[] = [];
  for (let round = 0; deployCli !== undefined && round < theirRounds; round += 1) {
    const tenant = await startDemoTenant({scenario, latencyMs, tls: deployCli.tls});
    theirs.push(await deployCli.importInto(tenant));
    await tenant.close();
  }
  const seconds = (values: readonly number[]) => formatSpread(values.map(ms => ms / 1000));
  const against =
    theirs.length === 0
      ? 'auth0-deploy-cli: registry not reached'
      : `${(median(theirs) / median(ours)).toFixed(0)} times faster than auth0-deploy-cli, ${seconds(theirs)} s`;
  return {
    what: `${scenario}, ${latencyMs} ms a request`,
    measured: `${seconds(ours)} s: ${fewest[scenario]} round trips and ${formatSpread(beyond, 1)} times \`node -e 0\`; ${against}`,
  };
}

/** What we export for Auth0's own tool is what the tenant holds: importing it changes nothing. */
async function unchangedRow(deployCli: DeployCli | undefined): Promise<Row> {
  const what = '`export deploy-cli`, imported by auth0-deploy-cli into that tenant';
  if (deployCli === undefined) return {what, measured: 'registry not reached'};
  const tenant = await startDemoTenant({scenario: 'converged', tls: deployCli.tls});
  const content = () => {
    const {resourceServers, clients, clientGrants} = tenant.store;
    const all = [resourceServers, clients, clientGrants].map(table => [...table.all()]);
    return JSON.stringify(all);
  };
  const before = content();
  await deployCli.importInto(tenant);
  const met = content() === before;
  await tenant.close();
  return {
    what,
    measured: met ? 'changes nothing' : 'changes the tenant',
    target: {text: 'changes nothing', met},
  };
}
