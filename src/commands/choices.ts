import {signingAlgs, tokenProfiles} from '../model/blueprint.js';
import {Problem} from '../model/errors.js';
import type {Blueprint} from '../scenario/documented.js';
import {
  clientNameProblem,
  identifierProblem,
  resourceServerNameProblem,
} from '../scenario/validity.js';
import {suggestion} from '../text/suggest.js';
import type {OptionName} from './option-table.js';
import {type Invocation, usage} from './options.js';

export type Options = Invocation['options'];

/** The options that set one choice each. */
export const singleChoices = [
  'api-name',
  'identifier',
  'token-profile',
  'signing-alg',
  'app-name',
] as const satisfies readonly OptionName[];

/** Single options go before a blueprint's own choices. Throws `Problem` usage. */
export function withSingleChoices(blueprint: Blueprint, options: Options): Blueprint {
  const {resourceServer, client} = blueprint;
  const name = options['api-name'] ?? resourceServer.name;
  const identifier = options.identifier ?? resourceServer.identifier;
  const clientName = options['app-name'] ?? client.name;
  valid('--api-name', resourceServerNameProblem(name));
  valid('--identifier', identifierProblem(identifier));
  valid('--app-name', clientNameProblem(clientName));
  const signingAlg = oneOf('--signing-alg', signingAlgs, options['signing-alg']);
  const tokenProfile = oneOf('--token-profile', tokenProfiles, options['token-profile']);
  return {
    ...blueprint,
    resourceServer: {
      ...resourceServer,
      name,
      identifier,
      signingAlg: signingAlg ?? resourceServer.signingAlg,
      tokenProfile: tokenProfile ?? resourceServer.tokenProfile,
    },
    client: {name: clientName},
  };
}

function valid(option: string, problem: string | undefined): void {
  if (problem !== undefined) throw usage(`${option}: ${problem}`, 'Give another value.');
}

function oneOf<Value extends string>(
  option: string,
  values: readonly Value[],
  given: string | undefined,
): Value | undefined {
  if (given === undefined) return undefined;
  const value = values.find(candidate => candidate === given);
  if (value === undefined) {
    throw new Problem('usage', {
      message: `${option} can't be “${given}”.`,
      hint: `${suggestion(given, values)}It is one of: ${values.join(', ')}.`,
    });
  }
  return value;
}
