import {formatSpread, limitOf, measureInTurn, median, type Part} from './support/figures.js';
import {onStage, peakMemory, program} from './support/program.js';

const rounds = 10;
const limit = 90;

export const memory: Part = {
  name: 'memory',
  title: 'Peak memory, MB',
  run: () =>
    onStage({scenario: 'converged'}, async ({env}) => {
      const measured = await measureInTurn(rounds, {
        'node -e 0': () => peakMemory(['-e', '0']),
        'timesheets-setup check': () => peakMemory([program, 'check', '--json'], env),
        'timesheets-setup apply --prove --demo=fresh, the demo tenant included': () =>
          peakMemory([program, 'apply', '--yes', '--prove', '--json', '--demo=fresh']),
      });
      return (
        [
          'node -e 0',
          'timesheets-setup check',
          'timesheets-setup apply --prove --demo=fresh, the demo tenant included',
        ] as const
      ).map(name => ({
        what: name,
        measured: formatSpread(measured(name), 0),
        ...(name !== 'node -e 0' && limitOf(limit, median(measured(name)), ' MB')),
      }));
    }),
};
