import type {DemoTenantOptions} from '../../src/demo/server.js';
import type {Part, Row} from './support/figures.js';
import {progress} from './support/figures.js';
import {onStage, peakMemory, program, timed} from './support/program.js';
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
        const {tenant, env} = stage;
        const measure = async () => {
          const before = tenant.requests.length;
          const ms = await timed(['check', '--json'], 0, env);
          const {requests} = trafficOf(tenant.requests.slice(before), 0);
          const peak = await peakMemory([program, 'check', '--json'], env);
          return {requests, told: `${requests} / ${(ms / 1000).toFixed(2)} / ${peak.toFixed(0)}`};
        };
        const first = await measure();
        await timed(['apply', '--yes'], 0, env);
        return [first, await measure()];
      });
      rows.push({what: `${what}, not known`, measured: unknown.told});
      rows.push({
        what: `${what}, known`,
        measured: known.told,
        target: {text: '3 requests', met: known.requests <= 4},
      });
    }
    return rows;
  },
};
