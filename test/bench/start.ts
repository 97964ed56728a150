import {withBareInk} from './support/bare-ink.js';
import {formatSpread, measureInTurn, type Part, timeRow} from './support/figures.js';
import {firstFrame} from './support/first-frame.js';
import {onStage, program, timeEmptyProgram, timeProgram} from './support/program.js';

const rounds = 15;
const frame = /❯ Domain/;

/** How long until there is something to see, against Node that does nothing. */
export const start: Part = {
  name: 'start',
  title: 'Start',
  run: () =>
    withBareInk('one-line', bareInk =>
      onStage({scenario: 'converged'}, async ({env}) => {
        const measured = await measureInTurn(rounds, {
          nothing: timeEmptyProgram,
          version: () => timeProgram(['--version'], 0),
          help: () => timeProgram(['--help'], 0),
          check: () => timeProgram(['check', '--json'], 0, env),
          'first text': () => firstFrame([program], /\S/),
          'first frame': () => firstFrame([program], frame),
          'bare Ink': () => firstFrame([bareInk], /ready/),
        });
        const base = measured('nothing');
        const node = {name: '`node -e 0`', ms: base};
        const row = (what: string, name: Parameters<typeof measured>[0], limit?: number) =>
          timeRow(what, measured(name), node, limit);
        return [
          {what: '`node -e 0`, ms', measured: formatSpread(base, 0)},
          row('`--version`', 'version', 1.3),
          row('`--help`', 'help', 1.3),
          row('wizard, first text', 'first text', 1.5),
          row('a bare bundled Ink program, its frame', 'bare Ink'),
          timeRow(
            'wizard, first frame that takes keys',
            measured('first frame'),
            {name: 'that bare program', ms: measured('bare Ink')},
            1,
          ),
          row('`check --json`, with its two round trips', 'check', 3),
        ];
      }),
    ),
};
