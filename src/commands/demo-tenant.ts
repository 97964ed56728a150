import {scenarioNames} from '../emulator/scenarios/names.js';
import type {DemoTenant} from '../emulator/server.js';
import {Problem, reasonOf} from '../model/errors.js';
import {suggestion} from '../text/suggest.js';
import {type Command, usualExitCodes} from './command.js';
import {numberOf} from './options.js';
import type {CommandResult} from './output/outcome.js';

/**
 * Serves until interrupted. The only place where secrets are printed: they belong to a made-up
 * admin and are valid for this process only.
 */
export const command: Command = {
  name: 'demo-tenant',
  summary: 'runs the demo tenant until you stop it',
  details: [
    'Runs a small Auth0 on this machine and prints its address and credentials.',
    '--demo=list lists its scenarios.',
  ],
  options: ['demo', 'scenario', 'port', 'tls', 'latency'],
  exitCodes: usualExitCodes,
  examples: [['timesheets-setup demo-tenant --scenario drifted', 'start with a drifted tenant']],
  async run({stdout, signal}, {options}) {
    const port = numberOf('port', options.port);
    const tenant = await startDemo(options.scenario ?? options.demo ?? 'dashboard', {
      latencyMs: numberOf('latency', options.latency) ?? 0,
      ...(port !== undefined && {port}),
      ...(options.tls && {transport: 'https'}),
    });
    stdout.write(
      `${options.json ? JSON.stringify(credentialsOf(tenant)) : demoInstructions(tenant)}\n`,
    );
    await new Promise<void>(resolve => {
      if (signal.aborted) resolve();
      else signal.addEventListener('abort', () => resolve(), {once: true});
    });
    await tenant.close();
    return {exitCode: 0};
  },
};

function credentialsOf({url, clientId, clientSecret, accessToken, certificate}: StartedDemo) {
  const trust = certificate === undefined ? {} : {certificate};
  return {url, clientId, clientSecret, accessToken, ...trust};
}

function demoInstructions({url, clientId, clientSecret, certificate}: StartedDemo): string {
  return [
    `The demo tenant answers at ${url} until you press Ctrl-C. In another terminal:`,
    '',
    `  export AUTH0_DOMAIN=${url}`,
    `  export AUTH0_CLIENT_ID=${clientId}`,
    `  export AUTH0_CLIENT_SECRET=${clientSecret}`,
    '  timesheets-setup check',
    ...(certificate === undefined
      ? []
      : ['', 'Its certificate, for a file that NODE_EXTRA_CA_CERTS names:', '', certificate]),
  ].join('\n');
}

interface DemoSettings {
  readonly latencyMs: number;
  readonly port?: number;
  readonly transport?: 'http' | 'https';
}

interface StartedDemo extends DemoTenant {
  /** PEM, for `https`: the certificate that clients must trust. */
  readonly certificate?: string;
}

/** Loads the server on demand. Throws `Problem` unknown_scenario, usage. */
export async function startDemo(scenario: string, settings: DemoSettings): Promise<StartedDemo> {
  requireScenario(scenario);
  const {startDemoTenant, createTlsIdentity} = await import('../emulator/server.js');
  const {transport, ...options} = settings;
  try {
    if (transport !== 'https') return await startDemoTenant({scenario, ...options});
    const tls = await createTlsIdentity();
    const tenant = await startDemoTenant({scenario, ...options, tls});
    return Object.assign(tenant, {certificate: tls.cert});
  } catch (cause) {
    if (options.port === undefined) throw cause;
    const reason = reasonOf(cause);
    throw new Problem('usage', {
      message: `The demo tenant can’t listen on port ${options.port} (${reason}).`,
      hint: 'Choose another --port, or leave it out to use a free one.',
      cause,
    });
  }
}

/** Throws `Problem` unknown_scenario. */
export function requireScenario(name: string): void {
  if (scenarioNames.some(known => known === name)) return;
  throw new Problem('unknown_scenario', {
    message: `There is no scenario “${name}”.`,
    hint: `${suggestion(name, scenarioNames)}The scenarios are: ${scenarioNames.join(', ')}. --demo=list describes them.`,
  });
}

export async function listScenarios(): Promise<CommandResult> {
  const {scenarios} = await import('../emulator/server.js');
  const width = Math.max(...scenarios.map(({name}) => name.length));
  return {
    exitCode: 0,
    json: {scenarios: scenarios.map(({name, summary}) => ({name, summary}))},
    text: scenarios.map(({name, summary}) => `${name.padEnd(width)}  ${summary}`).join('\n'),
  };
}
