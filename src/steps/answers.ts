import type {Blueprint} from '../scenario/documented.js';
import type {Choices} from './step.js';

/** The choices with some parts of the blueprint replaced. */
export function changeBlueprint(
  choices: Choices,
  change: (blueprint: Blueprint) => Partial<Blueprint>,
): Choices {
  return {...choices, blueprint: {...choices.blueprint, ...change(choices.blueprint)}};
}
