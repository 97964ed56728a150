import {setImmediate} from 'node:timers/promises';
import {Problem} from '../model/errors.js';
import {isLoopback} from '../model/loopback.js';
import {Secret} from '../model/secret.js';
import {documented} from '../scenario/documented.js';
import type {Script} from '../ui/autoplay/autoplay.js';
import {scripts} from '../ui/autoplay/scripts.js';
import {runWizard} from '../ui/render.js';
import type {SignInRequest} from '../wizard/ports.js';
import type {Exit, InitialState} from '../wizard/state.js';
import {onTerminal} from './ask.js';
import {singleChoices, withSingleChoices} from './choices.js';
import {openDebugLog} from './debug-log.js';
import {audienceOf, credentialsOf, type Environment, variable} from './environment.js';
import {type Invocation, usage} from './options.js';
import type {Place, SessionContext} from './place.js';
import {requireScenario} from './scenario.js';
import {type KnownTenant, knownTenants} from './settings-folder.js';
import {signInComfort} from './stored-sign-ins.js';
import {portsOf} from './wizard-ports.js';

const exitCodes: Readonly<Record<Exit, number>> = {
  done: 0,
  'left-in-sync': 0,
  'left-drifted': 2,
  interrupted: 130,
};

/**
 * `timesheets-setup`: the wizard. What it needs besides the first frame is loaded behind its
 * ports, after that frame. Throws `Problem` no_terminal, usage, invalid_blueprint.
 */
export async function wizard(
  options: Invocation['options'],
  env: Environment,
  signal: AbortSignal,
): Promise<number> {
  const script = scriptOf(options);
  if (options.json) throw noTerminal('The wizard is for people: it prints no JSON.');
  if (!onTerminal()) throw noTerminal('The wizard needs a terminal, and there is none here.');
  if (options.demo !== undefined) requireScenario(options.demo);
  if (options.blueprint === '-') {
    throw noTerminal(
      'The wizard reads keys from standard input, so --blueprint can’t be read there.',
    );
  }
  const explicit = await explicitBlueprint(options, signal);
  // An audience has to see what is sent: a presented demo answers as slowly as a real tenant.
  const latency = script === undefined ? {} : {latency: options.latency ?? '120'};
  const context = {options: {...options, ...latency}, env, signal};
  const configFolder = variable(env, 'TIMESHEETS_SETUP_CONFIG_DIR');
  const place = options.demo === undefined ? undefined : placeOf(context);
  const log =
    place === undefined && options.debug !== undefined ? openDebugLog(options.debug) : undefined;
  // Whoever signs in awaits it; that it failed before is told there.
  place?.catch(() => {});
  const known = place === undefined ? knownTenants(configFolder) : [];
  try {
    const beginning = {
      demo: place === undefined ? ('real' as const) : ('demo' as const),
      ...(explicit !== undefined && {blueprint: explicit}),
      ...(options['client-id'] !== undefined && {clientId: options['client-id']}),
      ...(place === undefined && {signInOptions: signInComfort(env, known)}),
      ...firstSignIn(options, env, known),
    };
    const {exit} = await runWizard({
      beginning,
      ports: portsOf({
        env,
        place,
        configFolder,
        withOptions: blueprint => withSingleChoices(blueprint, options),
        debug: log?.onCall,
        choices: options.blueprint === undefined ? 'remembered' : 'given',
      }),
      resume: resumeLine(options),
      ...(script !== undefined && {script}),
    });
    return exitCodes[exit];
  } finally {
    const opened = await place?.catch(() => undefined);
    await opened?.close();
    log?.close();
  }
}

/** A demo starts behind the first frame: what is loaded before would delay that. */
async function placeOf(context: SessionContext): Promise<Place> {
  await setImmediate();
  const {openPlace} = await import('./world.js');
  return await openPlace(context);
}

/** Throws `Problem` usage. */
function scriptOf({autoplay, demo}: Invocation['options']): Script | undefined {
  if (autoplay === undefined) return undefined;
  if (demo === undefined) {
    throw usage('--autoplay types on a demo tenant only.', 'Give --demo --autoplay.');
  }
  const speed = Number(autoplay);
  if (!(speed > 0 && speed <= 1000)) {
    throw usage(`--autoplay can’t be “${autoplay}”.`, 'It takes a speed: 2 is twice as fast.');
  }
  const story = Object.hasOwn(scripts, demo) ? scripts[demo] : undefined;
  if (story !== undefined) return {...story, speed};
  throw usage(
    `There is no walkthrough of “${demo}”.`,
    `There are: ${Object.keys(scripts).join(', ')}.`,
  );
}

function noTerminal(message: string): Problem {
  return new Problem('no_terminal', {
    message,
    hint: 'Use `timesheets-setup check` to compare, or `timesheets-setup apply --yes` to set up, with credentials in the environment.',
  });
}

/** What a demo shows until its tenant answers; nobody types its address and credentials. */
const demoSignIn: SignInRequest = {
  domain: 'the demo tenant',
  credentials: {kind: 'token', token: new Secret('')},
  customDomain: 'refuse',
};

/** The blueprint that the command line asks for; a remembered one is known only after sign-in. */
async function explicitBlueprint(
  options: Invocation['options'],
  signal: AbortSignal,
): Promise<InitialState['blueprint']> {
  if (options.blueprint !== undefined) {
    const {givenBlueprint} = await import('./world.js');
    const content = await givenBlueprint(options, signal);
    return content && {from: 'file', content};
  }
  if (singleChoices.every(name => options[name] === undefined)) return undefined;
  return {from: 'options', content: withSingleChoices(documented, options)};
}

interface FirstSignIn {
  readonly domain?: string;
  readonly signIn?: SignInRequest;
}

/** With credentials in the environment, and in a demo, the wizard signs in by itself. */
function firstSignIn(
  options: Invocation['options'],
  env: Environment,
  known: readonly KnownTenant[],
): FirstSignIn {
  if (options.demo !== undefined) {
    return {signIn: demoSignIn};
  }
  const domain = options.domain ?? variable(env, 'AUTH0_DOMAIN');
  const given = credentialsOf(env);
  const customDomain = options['allow-custom-domain'] ? 'allow' : 'refuse';
  const audience = audienceOf(env, options.audience);
  if (domain !== undefined && given !== undefined) {
    return {signIn: {domain, ...given, customDomain, ...(audience !== undefined && {audience})}};
  }
  const prefilled = domain ?? known.map(asTyped)[0];
  return prefilled === undefined ? {} : {domain: prefilled};
}

/** An emulator on this machine speaks http, and says so in its address; what is kept is the host. */
function asTyped({domain}: KnownTenant): string {
  const address = `http://${domain}`;
  return URL.canParse(address) && isLoopback(new URL(address).hostname) ? address : domain;
}

function resumeLine({demo, domain}: Invocation['options']): string {
  if (demo !== undefined) return `npx timesheets-setup --demo=${demo}`;
  return domain === undefined ? 'npx timesheets-setup' : `npx timesheets-setup --domain ${domain}`;
}
