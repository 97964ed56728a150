import {scenarioNames} from '../emulator/scenarios/names.js';
import {Problem} from '../model/errors.js';
import {suggestion} from '../text/suggest.js';

/** Throws `Problem` unknown_scenario. */
export function requireScenario(name: string): void {
  if (scenarioNames.some(known => known === name)) return;
  throw new Problem('unknown_scenario', {
    message: `There is no scenario “${name}”.`,
    hint: `${suggestion(name, scenarioNames)}There are: ${scenarioNames.join(', ')}. --demo=list says what each shows.`,
  });
}
