import {readFile} from 'node:fs/promises';
import {signingAlgs} from '../engine/desired.js';
import {Problem} from '../engine/problem.js';
import {type Blueprint, documented} from '../scenario/blueprint.js';
import {
  clientNameProblem,
  identifierProblem,
  resourceServerNameProblem,
} from '../scenario/validity.js';
import {type Invocation, usage} from './options.js';

type Options = Invocation['options'];

/**
 * The blueprint of `--blueprint`, with the single options over it; without that option, none: the
 * remembered one or the documented one is then known only once the tenant is.
 * Throws `Problem` usage, invalid_blueprint.
 */
export async function givenBlueprint(options: Options): Promise<Blueprint | undefined> {
  const file = options.blueprint;
  if (file === undefined) {
    // Wrong options are told before anybody signs in.
    withSingleChoices(documented, options);
    return undefined;
  }
  const content = await readInput(file, 'blueprint');
  // Loaded for those alone who bring a blueprint.
  const {readBlueprint} = await import('../scenario/read-blueprint.js');
  return withSingleChoices(readBlueprint(content, file), options);
}

/** Reads a file that an option names. Throws `Problem` usage. */
export async function readInput(file: string, option: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw usage(`--${option}: ${file} can't be read (${reason}).`, 'Check the path.', cause);
  }
}

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
  const tokenProfile = oneOf('--token-profile', ['auth0', 'rfc9068'], options['token-profile']);
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
      hint: `It is one of: ${values.join(', ')}.`,
    });
  }
  return value;
}
