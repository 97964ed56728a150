import {withBareInk} from './support/bare-ink.js';
import {inTurn, type Part, ratioRow, ratios, spread} from './support/figures.js';
import {firstFrame} from './support/first-frame.js';
import {nothing, onStage, program, timed} from './support/program.js';

const rounds = 15;
const frame = /❯ Domain/;

/** How long until there is something to see, against Node that does nothing. */
export const start: Part = {
  name: 'start',
  title: 'Start, times `node -e 0`',
  run: () =>
    withBareInk('one-line', bareInk =>
      onStage({scenario: 'converged'}, async ({env}) => {
        const measured = await inTurn(rounds, {
          nothing,
          version: () => timed(['--version'], 0),
          help: () => timed(['--help'], 0),
          check: () => timed(['check', '--json'], 0, env),
          'first text': () => firstFrame([program], /\S/),
          'first frame': () => firstFrame([program], frame),
          'bare Ink': () => firstFrame([bareInk], /ready/),
        });
        const base = measured('nothing');
        const row = (what: string, name: Parameters<typeof measured>[0], limit?: number) =>
          ratioRow(what, ratios(measured(name), base), limit);
        return [
          {what: '`node -e 0`, ms', measured: spread(base, 0)},
          row('`--version`', 'version', 1.3),
          row('`--help`', 'help', 1.3),
          row('wizard, first text', 'first text', 1.5),
          row('wizard, first frame that takes keys', 'first frame', 3),
          row('a bare bundled Ink program, its frame', 'bare Ink'),
          ratioRow(
            'wizard, first frame, times that of the bare one',
            ratios(measured('first frame'), measured('bare Ink')),
            1,
          ),
          row('`check --json`, with its two round trips', 'check', 3),
        ];
      }),
    ),
};
