import {setImmediate} from 'node:timers/promises';
import {Problem} from '../model/errors.js';
import {maskSecrets, ownTextMinLength} from '../model/known-secrets.js';
import {Secret} from '../model/secret.js';
import {isLoopback} from '../model/tenant-address.js';
import {documented} from '../scenario/documented.js';
import type {Script} from '../ui/autoplay/autoplay.js';
import {scripts} from '../ui/autoplay/scripts.js';
import type {SignInRequest} from '../wizard/ports.js';
import type {Exit, InitialState} from '../wizard/state.js';
import {applySingleChoices, readGivenBlueprint} from './choices.js';
import {type Command, type Exited, type Io, isOnTerminal, tenantExitCodes} from './command.js';
import {openTarget, type Target} from './context.js';
import {openDebugLog} from './debug-log.js';
import {requireScenario} from './demo-tenant.js';
import {type Environment, readAudience, readCredentials, variable} from './environment.js';
import {toLocale} from './for-terminal.js';
import {choiceOptions, type Options, singleChoices, targetOptions, usage} from './options.js';
import {type KnownTenant, knownTenants} from './settings-folder.js';
import {listSignInOptions} from './stored-sign-ins.js';
import {createPorts} from './wizard-ports.js';

const exitCodes: Readonly<Record<Exit, number>> = {
  done: 0,
  'left-in-sync': 0,
  'left-drifted': 2,
  interrupted: 130,
};

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
  run: async (io, {options}) => await wizard(options, io),
};

/** Modules that the first frame doesn't need are loaded behind the ports, after that frame. */
async function wizard(options: Options, io: Io): Promise<Exited> {
  const {env} = io;
  const script = await requireScript(options);
  if (options.json) throw noTerminalProblem('The wizard doesn’t print JSON.');
  if (!isOnTerminal(io)) throw noTerminalProblem('The wizard needs a terminal.');
  if (options.demo !== undefined) requireScenario(options.demo);
  if (options.blueprint === '-') {
    throw noTerminalProblem(
      'The wizard reads keys from standard input, so it can’t read --blueprint from there.',
    );
  }
  const explicit = await readExplicitBlueprint(options, io);
  // Gives the user something to read while the UI loads.
  io.stdout.write(toLocale(openingLine(options)));
  const {runWizard} = await import('../ui/render.js');
  // In autoplay, add latency so that the audience can see the requests, as with a real tenant.
  const latency = script === undefined ? {} : {latency: options.latency ?? '120'};
  const configFolder = variable(env, 'TIMESHEETS_SETUP_CONFIG_DIR');
  const demo =
    options.demo === undefined ? undefined : openDemoTarget(io, {...options, ...latency});
  const log =
    demo === undefined && options.debug !== undefined ? openDebugLog(options.debug, io) : undefined;
  // Avoids an unhandled rejection: the error is reported when the wizard signs in and awaits this.
  demo?.catch(() => {});
  const known = demo === undefined ? knownTenants(configFolder) : [];
  try {
    const initial = {
      isDemo: demo !== undefined,
      ...(explicit !== undefined && {blueprint: explicit}),
      ...(options['client-id'] !== undefined && {clientId: options['client-id']}),
      ...(demo === undefined && {signInOptions: listSignInOptions(env, known)}),
      ...initialSignIn(options, env, known),
    };
    const {exit} = await runWizard({
      initial,
      ports: createPorts({
        demo,
        env,
        configFolder,
        withOptions: blueprint => applySingleChoices(blueprint, options),
        debug: log?.onCall,
        choices: options.blueprint === undefined ? 'remembered' : 'given',
      }),
      resumeCommand: resumeCommand(options),
      ...(script !== undefined && {script}),
    });
    return {exitCode: exitCodes[exit]};
  } finally {
    const opened = await demo?.catch(() => undefined);
    await opened?.close();
    log?.close();
  }
}

function openingLine({demo}: Options): string {
  const where = demo === undefined ? 'on your tenant' : 'on a demo tenant';
  return `Auth0’s “Server Apps + API”, set up ${where}, step by step.\n`;
}

/** Yields first, so that loading the demo doesn't delay the first frame. */
async function openDemoTarget(io: Io, options: Options): Promise<Target> {
  await setImmediate();
  return await openTarget(io, {options});
}

/** Throws `Problem` usage. */
async function requireScript({autoplay, demo}: Options): Promise<Script | undefined> {
  if (autoplay === undefined) return undefined;
  if (demo === undefined) {
    throw usage('--autoplay only works on a demo tenant.', 'Use --demo --autoplay.');
  }
  const speed = Number(autoplay);
  if (!(speed > 0 && speed <= 1000)) {
    throw usage(`--autoplay can’t be “${autoplay}”.`, 'Use a speed, such as 2 for twice as fast.');
  }
  const story = Object.hasOwn(scripts, demo) ? scripts[demo] : undefined;
  if (story !== undefined) return {...story, speed};
  throw usage(
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

/** What a demo shows until it has started; the real address and credentials replace this. */
const demoSignIn: SignInRequest = {
  domain: 'the demo tenant',
  credentials: {kind: 'token', token: new Secret('')},
  customDomain: 'refuse',
};

/** The blueprint from the command line; a saved one is known only after sign-in. */
async function readExplicitBlueprint(options: Options, io: Io): Promise<InitialState['blueprint']> {
  if (options.blueprint !== undefined) {
    const content = await readGivenBlueprint(options, io);
    return content && {from: 'file', content};
  }
  if (singleChoices.every(name => options[name] === undefined)) return undefined;
  return {from: 'options', content: applySingleChoices(documented, options)};
}

interface InitialSignIn {
  readonly domain?: string;
  readonly signIn?: SignInRequest;
}

/** The wizard signs in by itself in a demo, or if the environment has credentials. */
function initialSignIn(
  options: Options,
  env: Environment,
  known: readonly KnownTenant[],
): InitialSignIn {
  if (options.demo !== undefined) {
    return {signIn: demoSignIn};
  }
  const domain = [options.domain ?? variable(env, 'AUTH0_DOMAIN')].find(isPresentable);
  const given = readCredentials(env);
  const customDomain = options['allow-custom-domain'] ? 'allow' : 'refuse';
  const audience = readAudience(env, options.audience);
  if (domain !== undefined && given !== undefined) {
    return {signIn: {domain, ...given, customDomain, ...(audience !== undefined && {audience})}};
  }
  const prefilled = domain ?? known.map(restoreScheme)[0];
  return prefilled === undefined ? {} : {domain: prefilled};
}

/** The domain's question shows its answer, where a secret may stand by mistake. */
function isPresentable(domain: string | undefined): boolean {
  return domain === undefined || maskSecrets(domain, {minLength: ownTextMinLength}) === domain;
}

/** Settings keep only the host, so add `http://` back for an emulator on this machine. */
function restoreScheme({domain}: KnownTenant): string {
  const address = `http://${domain}`;
  return URL.canParse(address) && isLoopback(new URL(address).hostname) ? address : domain;
}

function resumeCommand({demo, domain}: Options): string {
  if (demo !== undefined) return `npx timesheets-setup --demo=${demo}`;
  if (domain === undefined || !isPresentable(domain)) return 'npx timesheets-setup';
  return `npx timesheets-setup --domain ${domain}`;
}
