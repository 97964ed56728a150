import {onTestFinished, test} from 'vitest';
import {freshHome} from '../journeys/support/headless.js';
import {expectNothingRaw, oddName} from '../journeys/support/odd.js';
import {startStage} from '../journeys/support/tenant.js';
import {runCommand} from './support/command-line.js';

const oddCommandLines: readonly (readonly string[])[] = [
  [oddName],
  [`--${oddName}`],
  ['check', oddName],
  ['check', '--app-name', oddName],
  ['check', '--api-name', oddName],
  ['check', '--identifier', oddName],
  ['check', '--signing-alg', oddName],
  ['check', '--client-id', oddName],
  ['check', '--blueprint', oddName],
  ['check', '--domain', oddName],
  ['check', `--demo=${oddName}`],
  ['check', '--debug', `${oddName}/x`],
  ['check', '--out', `${freshHome()}/${oddName}`],
  ['check', '--tenants', oddName],
  ['apply', '--plan', oddName],
  ['export', oddName],
  ['forget', '--domain', oddName],
  ['completions', oddName],
  ['demo-tenant', '--port', oddName],
  ['demo-tenant', '--scenario', oddName],
  ['check', '--latency', oddName, '--demo'],
];

test.each(oddCommandLines.map(args => ({args})))(
  'odd arguments give one sentence and an exit code, without raw control characters: $args',
  async ({args}) => {
    const here = await startStage('converged');
    onTestFinished(() => here.close());
    await expectNothingRaw(args, here.env, (line, env) => runCommand(line, {env}));
  },
);
