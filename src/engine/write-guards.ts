import {type Change, isKind, type Snapshot} from '../model/change.js';
import {Problem} from '../model/errors.js';
import {visible} from '../text/escape.js';
import {authenticationOf, authenticationWords} from './job-secret.js';
import {isThirdParty, specialPurposeOf} from './select-client.js';
import type {Client, ClientGrant, ResourceServer, Tenant, TenantReader} from './tenant.js';

/** The objects that a write affects, as far as they are known. */
export interface Affected {
  readonly audience?: string;
  readonly resourceServer?: ResourceServer | undefined;
  readonly clientId?: string;
  readonly client?: Client | undefined;
  readonly clientGrant?: ClientGrant | undefined;
}

/**
 * Why a write must not be sent, no matter who asks. This tool never changes Auth0's own APIs,
 * above all the Management API, the application that it signs in with, or third-party applications.
 */
export function protectionProblem(
  {domain, ownClientId}: Pick<TenantReader, 'domain' | 'ownClientId'>,
  {audience, resourceServer, clientId, client, clientGrant}: Affected,
): Problem | undefined {
  const identifier = resourceServer?.identifier ?? clientGrant?.audience ?? audience;
  if (resourceServer?.isSystem || isManagementApi(domain, identifier)) {
    return new Problem('system_api', {
      message: `The API ${visible(identifier ?? '')} belongs to Auth0. This tool never changes it, or who can call it.`,
      hint: 'If you need to change it, use the Dashboard: Applications → APIs.',
    });
  }
  const id = client?.clientId ?? clientGrant?.clientId ?? clientId;
  const named = client === undefined ? `${id}` : `${client.name} (${id})`;
  const application = `The application ${visible(named)}`;
  if (id !== undefined && id === ownClientId) {
    return new Problem('own_application', {
      message: `${application} is the one that this tool signs in with. This tool never changes it.`,
      hint: 'Sign in with another application, or change this one in the Dashboard.',
    });
  }
  if (id !== undefined && isThirdParty(client ?? {clientId: id, name: ''})) {
    return new Problem('third_party_application', {
      message: `${application} is a third-party application. This tool never changes it.`,
      hint: 'If you need to change it, use the Dashboard.',
    });
  }
  if (clientGrant?.isSystem) {
    return protectedObjectProblem(
      `The grant ${visible(clientGrant.id)} belongs to Auth0. This tool never changes it.`,
    );
  }
  if (clientGrant !== undefined && clientGrant.subjectType !== 'client') {
    return protectedObjectProblem(
      `The grant ${visible(clientGrant.id)} is not for client credentials. This tool never changes it.`,
    );
  }
  return undefined;
}

/** A custom domain doesn't reveal the tenant's own domain, which names its Management API. */
function isManagementApi(domain: string, identifier: string | undefined): boolean {
  if (identifier === undefined) return false;
  return (
    identifier === `https://${domain}/api/v2/` ||
    identifier === `http://${domain}/api/v2/` ||
    /^https:\/\/[a-z0-9.-]+\.auth0\.com\/api\/v2\/$/.test(identifier)
  );
}

function protectedObjectProblem(message: string): Problem {
  return new Problem('protected_object', {
    message,
    hint: 'If you need to change it, use the Dashboard.',
  });
}

/**
 * Checks every write before it is sent. What an id refers to comes only from this tenant's own
 * responses, never from the caller, which may have the id from an edited file. An object that was
 * never read is read first, and one that can't be read isn't changed. The cached objects can't
 * become wrong: Auth0 never reassigns an id.
 */
export function guardWrites(tenant: Tenant): Tenant {
  const apis = new Map<string, ResourceServer>();
  const apiIds = new Map<string, string>();
  const clients = new Map<string, Client>();
  const grants = new Map<string, ClientGrant>();

  const rememberApi = (value: ResourceServer) => {
    apis.set(value.identifier, value);
    apiIds.set(value.id, value.identifier);
  };
  const rememberClient = (value: Client) => clients.set(value.clientId, value);
  const rememberGrant = (value: ClientGrant) => grants.set(value.id, value);
  const remember = (written: Snapshot) => {
    if (written.kind === 'resource-server') rememberApi(written.value);
    if (written.kind === 'client') rememberClient(written.value);
    if (written.kind === 'client-grant') rememberGrant(written.value);
  };

  const resourceServer: Tenant['resourceServer'] = async (...asked) => {
    const value = await tenant.resourceServer(...asked);
    if (value !== undefined) rememberApi(value);
    return value;
  };
  const client: Tenant['client'] = async (...asked) => {
    const value = await tenant.client(...asked);
    if (value !== undefined) rememberClient(value);
    return value;
  };

  /** Throws `Problem` not_found if the object of a change was never read and can't be. */
  const affectedObjects = async (
    change: Change,
    signal: AbortSignal | undefined,
  ): Promise<Affected> => {
    const affectedByGrant = async (clientId: string, audience: string) => ({
      audience,
      clientId,
      resourceServer: apis.get(audience) ?? (await resourceServer(audience, signal)),
      client: clients.get(clientId) ?? (await client(clientId, signal)),
    });
    switch (change.resource) {
      case 'resource-server': {
        if (change.action === 'create') {
          const {identifier} = change.set;
          return identifier === undefined ? {} : {audience: identifier};
        }
        const found = apis.get(apiIds.get(change.id) ?? '');
        if (found === undefined) throw neverReadProblem('API', change.id);
        return {resourceServer: found};
      }
      case 'client': {
        if (change.action === 'create') return {};
        if (protectionProblem(tenant, {clientId: change.id})) return {clientId: change.id};
        const found = clients.get(change.id) ?? (await client(change.id, signal));
        if (found === undefined) throw neverReadProblem('application', change.id);
        return {client: found};
      }
      case 'client-grant': {
        if (change.action === 'create') {
          const {clientId = '', audience = ''} = change.set;
          // If the ids alone are protected, nothing needs to be read.
          const given = {clientId, audience};
          return protectionProblem(tenant, given) === undefined
            ? await affectedByGrant(clientId, audience)
            : given;
        }
        const found = grants.get(change.id);
        if (found === undefined) throw neverReadProblem('grant', change.id);
        if (protectionProblem(tenant, {clientGrant: found})) return {clientGrant: found};
        return {...(await affectedByGrant(found.clientId, found.audience)), clientGrant: found};
      }
    }
  };

  return {
    domain: tenant.domain,
    ownClientId: tenant.ownClientId,
    preview: change => tenant.preview(change),
    resourceServer,
    resourceServers: (...asked) => tenant.resourceServers(...asked),
    client,
    async clients(...asked) {
      const page = await tenant.clients(...asked);
      page.items.forEach(rememberClient);
      return page;
    },
    async clientGrants(...asked) {
      const page = await tenant.clientGrants(...asked);
      page.items.forEach(rememberGrant);
      return page;
    },
    wait: (...waiting) => tenant.wait(...waiting),
    async perform(change, options = {}) {
      const startedAt = performance.now();
      // Throws for an id that is not a path segment, whatever it refers to.
      tenant.preview(change);
      const affected = await affectedObjects(change, options.signal);
      const problem =
        protectionProblem(tenant, affected) ??
        (isKind(change, 'delete', 'client') ? otherPurposeProblem(affected) : undefined) ??
        (change.action === 'rotate-secret' ? noSecretToRotateProblem(affected) : undefined);
      if (problem !== undefined) throw problem;
      // The guard's own reads took time, so less is left for the write to leave.
      const {leaveWithinMs = Number.POSITIVE_INFINITY} = options;
      const left = leaveWithinMs - (performance.now() - startedAt);
      const receipt = await tenant.perform(change, {...options, leaveWithinMs: left});
      remember(receipt.snapshot);
      return receipt;
    },
  };
}

/** This tool creates only machine-to-machine applications: one for sign-in isn't its own. */
export function otherPurposeProblem({client}: Affected): Problem | undefined {
  if (client === undefined) return undefined;
  const {name, clientId, grantTypes = []} = client;
  if (grantTypes.length > 0 && grantTypes.every(type => type === 'client_credentials')) {
    return undefined;
  }
  return protectedObjectProblem(
    `The application ${visible(`${name} (${clientId})`)} is used for more than client credentials. This tool won’t delete it.`,
  );
}

/** Why the application has no secret to rotate; undefined if it has one. */
export function noSecretToRotateProblem({client}: Affected): Problem | undefined {
  if (client === undefined) return undefined;
  const authentication = authenticationOf(client);
  const isPublic = specialPurposeOf(client) === 'public';
  if (authentication === 'secret' && !isPublic) return undefined;
  const why = isPublic
    ? 'is a public application'
    : `signs in with ${authenticationWords[authentication]}`;
  return new Problem('no_client_secret', {
    message: `${visible(`${client.name} (${client.clientId})`)} has no Client Secret to rotate: it ${why}.`,
    hint: isPublic
      ? 'Choose the import job with --client-id.'
      : 'Replace its key or certificate in the Dashboard: Applications → the application → Credentials.',
  });
}

function neverReadProblem(what: string, id: string): Problem {
  return new Problem('not_found', {
    message: `The ${what} ${visible(id)} was not found on this tenant, so nothing was sent.`,
    hint: 'Run this tool again to read the current state of the tenant.',
  });
}
