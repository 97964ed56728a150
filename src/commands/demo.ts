import {
  createTlsIdentity,
  type DemoTenant,
  scenarios,
  startDemoTenant,
} from '../emulator/server.js';
import {Problem, reasonOf} from '../model/errors.js';
import './core.js';
import {requireScenario} from './scenario.js';

export interface DemoSettings {
  readonly latencyMs: number;
  readonly port?: number;
  readonly transport?: 'http' | 'https';
}

export interface StartedDemo extends DemoTenant {
  /** PEM; what a client has to trust, under https. */
  readonly certificate?: string;
}

/** Starts the demo tenant. Throws `Problem` unknown_scenario, usage. */
export async function startDemo(scenario: string, settings: DemoSettings): Promise<StartedDemo> {
  requireScenario(scenario);
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
      message: `The demo tenant can't listen on port ${options.port} (${reason}).`,
      hint: 'Give another --port, or none: then a free one is taken.',
      cause,
    });
  }
}

export const scenarioList = scenarios.map(({name, summary}) => ({name, summary}));

/** The scenarios, a line each. */
export function scenarioLines(): readonly string[] {
  const width = Math.max(...scenarios.map(({name}) => name.length));
  return scenarios.map(({name, summary}) => `${name.padEnd(width)}  ${summary}`);
}
