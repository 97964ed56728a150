import type {Part} from './support/figures.js';
import {onStage, timeProgram} from './support/program.js';
import {trafficOf} from './support/waves.js';

/** A Free plan: two requests a second, two at once. */
export const pace: Part = {
  name: 'pace',
  title: 'On a Free plan',
  run: () =>
    onStage({scenario: 'free'}, async ({tenant, env}) => {
      const ms = await timeProgram(['apply', '--yes', '--prove'], 0, env);
      const {requests, refused} = trafficOf(tenant.requests, 0);
      return [
        {
          what: '`apply --prove`, made in the Dashboard',
          measured: `${requests} requests in ${(ms / 1000).toFixed(1)} s`,
        },
        {
          what: 'refused with 429',
          measured: String(refused),
          target: {text: '≤ 2', met: refused <= 2},
        },
      ];
    }),
};
