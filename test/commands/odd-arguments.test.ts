import {onTestFinished, test} from 'vitest';
import {freshHome} from '../journeys/support/headless.js';
import {expectNothingRaw, odd} from '../journeys/support/odd.js';
import {stage} from '../journeys/support/tenant.js';
import {runCommand} from './support/command-line.js';

const oddCommandLines: readonly (readonly string[])[] = [
  [odd],
  [`--${odd}`],
  ['check', odd],
  ['check', '--app-name', odd],
  ['check', '--api-name', odd],
  ['check', '--identifier', odd],
  ['check', '--signing-alg', odd],
  ['check', '--client-id', odd],
  ['check', '--blueprint', odd],
  ['check', '--domain', odd],
  ['check', `--demo=${odd}`],
  ['check', '--debug', `${odd}/x`],
  ['check', '--out', `${freshHome()}/${odd}`],
  ['check', '--tenants', odd],
  ['apply', '--plan', odd],
  ['export', odd],
  ['forget', '--domain', odd],
  ['completions', odd],
  ['demo-tenant', '--port', odd],
  ['demo-tenant', '--scenario', odd],
  ['check', '--latency', odd, '--demo'],
];

test.each(oddCommandLines.map(args => ({args})))(
  'odd arguments give one sentence and an exit code, without raw control characters: $args',
  async ({args}) => {
    const here = await stage('converged');
    onTestFinished(() => here.close());
    await expectNothingRaw(args, here.env, (line, env) => runCommand(line, {env}));
  },
);
