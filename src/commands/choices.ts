import {signingAlgs, tokenProfiles} from '../model/blueprint.js';
import {type Blueprint, documented} from '../scenario/documented.js';
import {readBlueprint} from '../scenario/read-blueprint.js';
import {
  clientNameProblem,
  identifierProblem,
  resourceServerNameProblem,
} from '../scenario/validity.js';
import {suggestion} from '../text/suggest.js';
import type {InitialState} from '../wizard/state.js';
import type {Io} from './command.js';
import {inputName, readInput} from './files/read-text.js';
import {type Options, singleChoices, usageProblem} from './options.js';

/**
 * The blueprint from `--blueprint`, with single-choice options on top. Undefined without that
 * option: whether a remembered or the documented blueprint applies depends on the tenant. Throws
 * `Problem` usage, invalid_blueprint, interrupted.
 */
export async function readGivenBlueprint(
  options: Options,
  io: Pick<Io, 'stdin' | 'signal'>,
): Promise<Blueprint | undefined> {
  const file = options.blueprint;
  if (file === undefined) {
    // Only validates the options, so that mistakes are reported before signing in.
    applySingleChoices(documented, options);
    return undefined;
  }
  const content = await readInput(file, 'blueprint', io);
  return applySingleChoices(readBlueprint(content, inputName(file)), options);
}

/** The blueprint from the command line; a saved one is known only after sign-in. */
export async function readExplicitBlueprint(
  options: Options,
  io: Io,
): Promise<InitialState['blueprint']> {
  if (options.blueprint !== undefined) {
    const content = await readGivenBlueprint(options, io);
    return content && {from: 'file', content};
  }
  if (singleChoices.every(name => options[name] === undefined)) return undefined;
  return {from: 'options', content: applySingleChoices(documented, options)};
}

/** Options override the blueprint. Throws `Problem` usage. */
export function applySingleChoices(blueprint: Blueprint, options: Options): Blueprint {
  const {resourceServer, client} = blueprint;
  const name = options['api-name'] ?? resourceServer.name;
  const identifier = options.identifier ?? resourceServer.identifier;
  const clientName = options['app-name'] ?? client.name;
  requireValid('--api-name', resourceServerNameProblem(name));
  requireValid('--identifier', identifierProblem(identifier));
  requireValid('--app-name', clientNameProblem(clientName));
  const signingAlg = parseChoice('--signing-alg', signingAlgs, options['signing-alg']);
  const tokenProfile = parseChoice('--token-profile', tokenProfiles, options['token-profile']);
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

function requireValid(option: string, problem: string | undefined): void {
  if (problem !== undefined) throw usageProblem(`${option}: ${problem}`, 'Choose another value.');
}

function parseChoice<Value extends string>(
  option: string,
  values: readonly Value[],
  given: string | undefined,
): Value | undefined {
  if (given === undefined) return undefined;
  const value = values.find(candidate => candidate === given);
  if (value !== undefined) return value;
  throw usageProblem(
    `${option} can’t be “${given}”.`,
    `${suggestion(given, values)}It is one of: ${values.join(', ')}.`,
  );
}
