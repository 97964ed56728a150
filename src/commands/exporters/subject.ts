import {selectClient, selectClientGrant, selectionProblem} from '../../engine/select-client.js';
import type {Client, ClientGrant, ResourceServer} from '../../engine/tenant.js';
import {Problem} from '../../model/errors.js';
import type {Observed} from '../../model/observed.js';
import type {Blueprint} from '../../scenario/documented.js';

/**
 * What an export describes: the objects as they are in the tenant, not as the blueprint wants them.
 */
export interface ExportSubject {
  readonly domain: string;
  /** The tenant's own domain, if `domain` is a custom one. */
  readonly ownDomain?: string;
  /** With a trailing slash, like the `iss` claim. */
  readonly issuer: string;
  readonly resourceServer: ResourceServer;
  readonly client: Client;
  /** `shared` if another of the applications that were read has the same name. */
  readonly clientName: 'unique' | 'shared';
  /** Undefined if the application is not authorized. */
  readonly grant: ClientGrant | undefined;
  /** The file with the job's settings, for exports that mention it. */
  readonly envFile?: string;
}

export interface ExportInput {
  readonly domain: string;
  readonly ownDomain?: string | undefined;
  readonly issuer: string;
  readonly blueprint: Blueprint;
  readonly observed: Observed;
}

/**
 * Throws `Problem` not_found if there is nothing to export yet, third_party_application,
 * ambiguous_application.
 */
export function createSubject({
  domain,
  ownDomain,
  issuer,
  blueprint,
  observed,
}: ExportInput): ExportSubject {
  const {resourceServer, clients} = observed;
  if (resourceServer === undefined)
    throw nothingToExportProblem(domain, `API ${observed.audience}`);
  const selection = selectClient(blueprint, observed);
  const problem = selectionProblem(selection);
  if (problem !== undefined) throw problem;
  if (selection.kind !== 'found')
    throw nothingToExportProblem(domain, `application “${blueprint.client.name}”`);
  const {client} = selection;
  const namesakes = clients.filter(({name}) => name === client.name);
  return {
    domain,
    ...(ownDomain !== undefined && {ownDomain}),
    issuer,
    resourceServer,
    client,
    clientName: namesakes.length > 1 ? 'shared' : 'unique',
    grant: selectClientGrant(observed, client.clientId),
  };
}

function nothingToExportProblem(domain: string, what: string): Problem {
  return new Problem('not_found', {
    message: `Nothing to export yet: ${domain} has no ${what}.`,
    hint: 'Run `timesheets-setup apply` first.',
  });
}
