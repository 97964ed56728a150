import type {DemoTenantOptions} from '../../src/emulator/server.js';
import type {Part, Row} from './support/figures.js';
import {progress} from './support/figures.js';
import {onStage, peakMemory, program, type Stage, timeProgram} from './support/program.js';
import {trafficOf} from './support/waves.js';

const sizes: readonly (readonly [string, DemoTenantOptions])[] = [
  ['100 applications', {applications: 100}],
  ['10,000 applications', {applications: 10_000}],
  ['100,000 applications', {applications: 100_000}],
  ['1,000 grants on the API', {applications: 1_000, grants: 1_000}],
  ['1,000 scopes on the API', {scopes: 1_000}],
];

/** How cost grows with the tenant; `known` is a run that remembers its application. */
export const scale: Part = {
  name: 'scale',
  title: 'Scale: `check --json`, requests / seconds / MB',
  async run() {
    const rows: Row[] = [];
    for (const [what, options] of sizes) {
      progress(what);
      const [unknown, known] = await onStage({scenario: 'converged', ...options}, async stage => {
        const first = await costOf(stage, 0);
        await timeProgram(['apply', '--yes'], 0, stage.env);
        return [first, await costOf(stage, 0)];
      });
      rows.push({what: `${what}, not known`, measured: unknown.told});
      rows.push({
        what: `${what}, known`,
        measured: known.told,
        target: {text: '3 requests', met: known.requests === 3},
      });
    }
    for (const applications of [10_000, 100_000]) {
      const told = await onStage({scenario: 'fresh', applications}, stage => costOf(stage, 2));
      rows.push({
        what: `${applications.toLocaleString('en')} applications, none of them ours`,
        measured: told.told,
      });
    }
    return rows;
  },
};

async function costOf({tenant, env}: Stage, exitCode: number) {
  const before = tenant.requests.length;
  const ms = await timeProgram(['check', '--json'], exitCode, env);
  const {requests} = trafficOf(tenant.requests.slice(before), 0);
  const peak = await peakMemory([program, 'check', '--json'], env);
  return {requests, told: `${requests} / ${(ms / 1000).toFixed(2)} / ${peak.toFixed(0)}`};
}
