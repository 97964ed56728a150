import {scenarioNames} from '../demo/scenario-names.js';
import {didYouMean} from '../engine/did-you-mean.js';
import {Problem} from '../engine/problem.js';

/** Throws `Problem` unknown_scenario. */
export function requireScenario(name: string): void {
  if (scenarioNames.some(known => known === name)) return;
  throw new Problem('unknown_scenario', {
    message: `There is no scenario “${name}”.`,
    hint: `${didYouMean(name, scenarioNames)}There are: ${scenarioNames.join(', ')}. --demo=list says what each shows.`,
  });
}
