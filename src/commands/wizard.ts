import {Problem} from '../model/errors.js';
import type {Script} from '../ui/autoplay/autoplay.js';
import {scripts} from '../ui/autoplay/scripts.js';
import {type Command, type Exited, type Io, isOnTerminal, tenantExitCodes} from './command.js';
import {requireScenario} from './demo-tenant.js';
import {
  choiceOptions,
  type Options,
  singleChoices,
  targetOptions,
  usageProblem,
} from './options.js';
import {toLocale} from './output/for-terminal.js';

export const command: Command = {
  name: 'wizard',
  summary: 'walks you through the setup; on a re-run, starts with what drifted',
  details: [
    'Sets up Auth0’s “Server Apps + API” scenario in your tenant, step by step, and proves',
    'it with a real token. It changes only what the scenario needs, keeps everything else,',
    'and asks before anything that could break a running app.',
  ],
  options: [...targetOptions, ...choiceOptions, 'autoplay'],
  exitCodes: {...tenantExitCodes, 2: 'left with drift'},
  examples: [
    ['npx timesheets-setup --demo', 'try it without a tenant'],
    ['npx timesheets-setup --domain acme.eu.auth0.com', 'set up your tenant'],
    ['npx timesheets-setup check --json', 'check for drift in CI'],
    ['npx timesheets-setup apply --yes --prove', 'repair drift, then prove it'],
    ['npx timesheets-setup export terraform --out timesheets.tf', 'export Terraform'],
  ],
  run: async (io, {options}) => await startWizard(options, io),
};

/** Checks the options and prints the opening line, which needs little; the rest loads after it. */
async function startWizard(options: Options, io: Io): Promise<Exited> {
  const script = requireScript(options);
  if (options.json) throw noTerminalProblem('The wizard doesn’t print JSON.');
  if (!isOnTerminal(io)) throw noTerminalProblem('The wizard needs a terminal.');
  if (options.demo !== undefined) requireScenario(options.demo);
  if (options.blueprint === '-') {
    throw noTerminalProblem(
      'The wizard reads keys from standard input, so it can’t read --blueprint from there.',
    );
  }
  const hasExplicitChoices = ['blueprint' as const, ...singleChoices].some(
    name => options[name] !== undefined,
  );
  // Read before anything is printed, so that a mistake in it is all that is printed.
  const blueprint = hasExplicitChoices
    ? await (await import('./lazy.js')).readExplicitBlueprint(options, io)
    : undefined;
  // Gives the user something to read while the UI loads.
  io.stdout.write(toLocale(openingLine(options)));
  const {openWizard} = await import('./open-wizard.js');
  return await openWizard(options, {blueprint, script}, io);
}

function openingLine({demo}: Options): string {
  const where = demo === undefined ? 'on your tenant' : 'on a demo tenant';
  return `Auth0’s “Server Apps + API”, set up ${where}, step by step.\n`;
}

/** Throws `Problem` usage. */
function requireScript({autoplay, demo}: Options): Script | undefined {
  if (autoplay === undefined) return undefined;
  if (demo === undefined) {
    throw usageProblem('--autoplay only works on a demo tenant.', 'Use --demo --autoplay.');
  }
  const speed = Number(autoplay);
  if (!(speed > 0 && speed <= 1000)) {
    throw usageProblem(
      `--autoplay can’t be “${autoplay}”.`,
      'Use a speed, such as 2 for twice as fast.',
    );
  }
  const story = Object.hasOwn(scripts, demo) ? scripts[demo] : undefined;
  if (story !== undefined) return {...story, speed};
  throw usageProblem(
    `There is no walkthrough for “${demo}”.`,
    `The walkthroughs are: ${Object.keys(scripts).join(', ')}.`,
  );
}

function noTerminalProblem(message: string): Problem {
  return new Problem('no_terminal', {
    message,
    hint: 'Use `timesheets-setup check` to compare, or `timesheets-setup apply --yes` to set up, with credentials in the environment.',
  });
}
