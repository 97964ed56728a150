import type {ClientHints} from './blueprint.js';
import type {Client} from './client.js';
import type {ClientGrant} from './client-grant.js';
import type {Resource} from './resource.js';
import type {ResourceServer} from './resource-server.js';

/** Everything that was read from a tenant for one API. Evaluating it needs no network. */
export interface Observed {
  /** The API identifier that was looked up. */
  readonly audience: string;
  readonly resourceServer: ResourceServer | undefined;
  /** Identifiers of other APIs that differ from `audience` only in spelling. Absent if not read. */
  readonly similarIdentifiers?: readonly string[];
  /** The applications that were read: all of them only if `clientList` is `complete`. */
  readonly clients: readonly Client[];
  readonly clientList: 'complete' | 'partial';
  /** The client grants for the API, of every subject type. */
  readonly clientGrants: readonly ClientGrant[];
  readonly grantList: 'complete' | 'partial';
  readonly hints: ClientHints;
  /** The application that this tool signs in with. It is never the job's. */
  readonly ownClientId: string | undefined;
  /** Ids of objects that this run created. Changing those can't break anything. */
  readonly created: ReadonlySet<string>;
  /** When each kind of object was last read, in ms of the clock that `observe` was given. */
  readonly readAt: Readonly<Record<Resource, number>>;
}
