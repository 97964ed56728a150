import {setImmediate} from 'node:timers/promises';
import {maskSecrets, ownTextMinLength} from '../model/secrets/known-secrets.js';
import {Secret} from '../model/secrets/secret.js';
import {isLoopback} from '../model/tenant-address.js';
import type {Script} from '../ui/autoplay/autoplay.js';
import {runWizard} from '../ui/render.js';
import type {SignInRequest} from '../wizard/ports.js';
import type {Exit, InitialState} from '../wizard/state.js';
import type {Exited, Io} from './command.js';
import type {Target} from './context.js';
import {type Environment, variable} from './environment.js';
import {readAudience, readCredentials} from './given-credentials.js';
import type {Options} from './options.js';
import {openDebugLog} from './output/debug-log.js';
import {type KnownTenant, knownTenants} from './settings/settings-folder.js';
import {listSignInOptions} from './settings/stored-sign-ins.js';
import {createPorts} from './wizard-ports.js';

const exitCodes: Readonly<Record<Exit, number>> = {
  done: 0,
  'left-in-sync': 0,
  'left-drifted': 2,
  interrupted: 130,
};

interface Given {
  readonly blueprint: InitialState['blueprint'];
  readonly script: Script | undefined;
}

/** Modules that the first frame doesn't need are loaded behind the ports, after that frame. */
export async function openWizard(
  options: Options,
  {blueprint, script}: Given,
  io: Io,
): Promise<Exited> {
  const {env} = io;
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
      ...(blueprint !== undefined && {blueprint}),
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
        options,
        debug: log?.onCall,
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

/** Yields first, so that loading the demo doesn't delay the first frame. */
async function openDemoTarget(io: Io, options: Options): Promise<Target> {
  await setImmediate();
  const {openTarget} = await import('./lazy.js');
  return await openTarget(io, {options});
}

/** What a demo shows until it has started; the real address and credentials replace this. */
const demoSignIn: SignInRequest = {
  domain: 'the demo tenant',
  credentials: {kind: 'token', token: new Secret('')},
  customDomain: 'refuse',
};

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
