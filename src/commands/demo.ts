import {type DemoTenant, scenarios, startDemoTenant} from '../demo/server.js';
import {Problem} from '../engine/problem.js';

export interface DemoSettings {
  readonly latencyMs: number;
  readonly port?: number;
}

/** Starts the demo tenant. Throws `Problem` unknown_scenario, usage. */
export async function startDemo(scenario: string, settings: DemoSettings): Promise<DemoTenant> {
  if (!scenarios.some(({name}) => name === scenario)) {
    throw new Problem('unknown_scenario', {
      message: `There is no scenario “${scenario}”.`,
      hint: `There are: ${scenarios.map(({name}) => name).join(', ')}. --demo=list says what each shows.`,
    });
  }
  return await startDemoTenant({scenario, ...settings});
}

export const scenarioList = scenarios.map(({name, summary}) => ({name, summary}));

/** The scenarios, a line each. */
export function scenarioLines(): readonly string[] {
  const width = Math.max(...scenarios.map(({name}) => name.length));
  return scenarios.map(({name, summary}) => `${name.padEnd(width)}  ${summary}`);
}
