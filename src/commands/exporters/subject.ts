import {problemOf, selectClient, selectClientGrant} from '../../engine/select-client.js';
import type {Client, ClientGrant, ResourceServer} from '../../engine/tenant.js';
import {Problem} from '../../model/errors.js';
import type {Observed} from '../../model/observed.js';
import type {Blueprint} from '../../scenario/documented.js';

/** What a hand-over tells of: the objects as they are in the tenant, whatever the blueprint says. */
export interface Subject {
  readonly domain: string;
  /** The tenant's own domain, where `domain` is a custom one. */
  readonly ownDomain?: string;
  /** Ends in a slash, as the `iss` claim does. */
  readonly issuer: string;
  readonly resourceServer: ResourceServer;
  readonly client: Client;
  /** Whether another application that was read bears the same name. */
  readonly clientName: 'unique' | 'shared';
  /** Absent where the application is not authorized. */
  readonly grant: ClientGrant | undefined;
  /** The file with the job's settings, for texts that read it. */
  readonly envFile?: string;
}

export interface Found {
  readonly domain: string;
  readonly ownDomain?: string | undefined;
  readonly issuer: string;
  readonly blueprint: Blueprint;
  readonly observed: Observed;
}

/**
 * Throws `Problem`: not_found where there is nothing to hand over yet, third_party_application,
 * ambiguous_application.
 */
export function subjectOf({domain, ownDomain, issuer, blueprint, observed}: Found): Subject {
  const {resourceServer, clients} = observed;
  if (resourceServer === undefined) throw notYet(domain, `API ${observed.audience}`);
  const selection = selectClient(blueprint, observed);
  const problem = problemOf(selection);
  if (problem !== undefined) throw problem;
  if (selection.kind !== 'found') throw notYet(domain, `application “${blueprint.client.name}”`);
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

function notYet(domain: string, what: string): Problem {
  return new Problem('not_found', {
    message: `Nothing to export yet: ${domain} has no ${what}.`,
    hint: 'Run `timesheets-setup apply` first.',
  });
}
