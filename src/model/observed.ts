import type {ClientHints} from './blueprint.js';
import type {Client} from './client.js';
import type {ClientGrant} from './client-grant.js';
import type {Resource} from './resource.js';
import type {ResourceServer} from './resource-server.js';

/** Everything that was read of a tenant for one API. Evaluating it needs no network. */
export interface Observed {
  /** The identifier that was asked for. */
  readonly audience: string;
  readonly resourceServer: ResourceServer | undefined;
  /** Identifiers of other APIs that differ from `audience` in spelling alone. Absent: not read. */
  readonly similarIdentifiers?: readonly string[];
  /** The applications that were read: all of them only where `everyClient`. */
  readonly clients: readonly Client[];
  readonly everyClient: 'read' | 'not-read';
  /** The client grants on the API, of every subject type. */
  readonly clientGrants: readonly ClientGrant[];
  readonly everyGrant: 'read' | 'not-read';
  readonly hints: ClientHints;
  /** Never ours: the application that the tool signs in with. */
  readonly ownClientId: string | undefined;
  /** Ids of objects that this run created: changing those breaks nobody. */
  readonly created: ReadonlySet<string>;
  /** When each object was read, in milliseconds of the clock that observe was given. */
  readonly readAt: Readonly<Record<Resource, number>>;
}
