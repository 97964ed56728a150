import {
  type Client,
  type ClientCredential,
  type ClientGrant,
  clientGrantKeyOrder,
  clientKeyOrder,
  globalClientKeyOrder,
  type Organization,
  type OrganizationGrant,
  orderKeys,
  type ResourceServer,
  resourceServerKeyOrder,
} from './records.js';

/** The fields of an application that filters use. */
export type ClientSummary = {
  readonly global: boolean;
  readonly is_first_party: boolean;
  readonly app_type?: string;
};

/** The tenant's content in wire format; tests read and change it directly. */
export interface Store {
  readonly resourceServers: Table<ResourceServer>;
  readonly clients: Table<Client, ClientSummary>;
  readonly clientGrants: Table<ClientGrant>;
  readonly credentials: Table<ClientCredential>;
  readonly organizations: Table<Organization>;
  readonly organizationGrants: Table<OrganizationGrant>;
}

export function createStore(): Store {
  return {
    resourceServers: new Table(
      row => row.id,
      row => orderKeys(row, resourceServerKeyOrder),
    ),
    clients: new Table(
      row => row.client_id,
      row => orderKeys(row, row.global ? globalClientKeyOrder : clientKeyOrder),
    ),
    clientGrants: new Table(
      row => row.id,
      row => orderKeys(row, clientGrantKeyOrder),
    ),
    credentials: new Table(row => row.id),
    organizations: new Table(row => row.id),
    organizationGrants: new Table(organizationGrantKey),
  };
}

export function organizationGrantKey({organization_id, grant_id}: OrganizationGrant): string {
  return `${organization_id} ${grant_id}`;
}

/** The token endpoint accepts an id or a name [source: auth0-python]. */
export function findOrganization(store: Store, idOrName: string): Organization | undefined {
  return store.organizations.find(({id, name}) => id === idOrName || name === idOrName);
}

/** Identifiers are compared exactly: a trailing slash makes it another API (section 4.2). */
export function apiByIdentifier(store: Store, identifier: string): ResourceServer | undefined {
  return store.resourceServers.find(api => api.identifier === identifier);
}

export function clientGrantBetween(
  store: Store,
  clientId: string,
  audience: string,
  subjectType: string,
): ClientGrant | undefined {
  return store.clientGrants.find(
    grant =>
      grant.client_id === clientId &&
      grant.audience === audience &&
      grant.subject_type === subjectType,
  );
}

export interface Slice<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

interface Entry<Row, Summary> {
  readonly summary: Summary;
  row(): Row;
}

/**
 * Rows by id in order of creation. A write is visible immediately (section 7). Rows are replaced,
 * never mutated.
 */
export class Table<Row extends Summary, Summary = Row> {
  readonly #idOf: (row: Row) => string;
  readonly #normalize: (row: Row) => Row;
  readonly #entries = new Map<string, Entry<Row, Summary>>();

  /** `normalize` brings a row into its stored form: key order, no undefined values. */
  constructor(idOf: (row: Row) => string, normalize: (row: Row) => Row = row => row) {
    this.#idOf = idOf;
    this.#normalize = normalize;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(id: string): Row | undefined {
    return this.#entries.get(id)?.row();
  }

  insert(row: Row): Row {
    const stored = this.#normalize(row);
    this.#entries.set(this.#idOf(stored), {summary: stored, row: () => stored});
    return stored;
  }

  /**
   * Generates the row on each access, so that a tenant of 100,000 applications starts immediately.
   * `summary` has the fields that filters use.
   */
  insertLazily(id: string, summary: Summary, row: () => Row): void {
    this.#entries.set(id, {summary, row});
  }

  /** Replaces the row with the result of `change`; undefined if there is no such row. */
  update(id: string, change: (row: Row) => Row): Row | undefined {
    const row = this.get(id);
    return row === undefined ? undefined : this.insert(change(row));
  }

  remove(id: string): boolean {
    return this.#entries.delete(id);
  }

  all(): readonly Row[] {
    return [...this.#entries.values()].map(entry => entry.row());
  }

  find(matches: (row: Row) => boolean): Row | undefined {
    for (const entry of this.#entries.values()) {
      const row = entry.row();
      if (matches(row)) return row;
    }
    return undefined;
  }

  /** One page of the matching rows and their total; only that page's rows are generated. */
  slice(matches: (summary: Summary) => boolean, start: number, length: number): Slice<Row> {
    const matching = [...this.#entries.values()].filter(({summary}) => matches(summary));
    const page = matching.slice(start, start + length);
    return {total: matching.length, rows: page.map(entry => entry.row())};
  }
}
