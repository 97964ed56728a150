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
  readonly resourceServers: Table<ResourceServer, ResourceServer>;
  readonly clients: Table<ClientSummary, Client>;
  readonly clientGrants: Table<ClientGrant, ClientGrant>;
  readonly credentials: Table<ClientCredential, ClientCredential>;
  readonly organizations: Table<Organization, Organization>;
  readonly organizationGrants: Table<OrganizationGrant, OrganizationGrant>;
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
    credentials: new Table(
      row => row.id,
      row => row,
    ),
    organizations: new Table(
      row => row.id,
      row => row,
    ),
    organizationGrants: new Table(organizationGrantKey, row => row),
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

/** Rows generated on access, so that a tenant of 100,000 applications starts immediately. */
export interface LazyRows<Row, Summary> {
  readonly count: number;
  rowAt(index: number): Row;
  indexOf(id: string): number | undefined;
  /** The fields that filters use, without generating the row. */
  summaryAt(index: number): Summary;
}

export interface Slice<Row> {
  readonly total: number;
  readonly rows: readonly Row[];
}

/**
 * Rows by id in order of creation. A write is visible immediately (section 7). Rows are replaced,
 * never mutated.
 */
export class Table<Summary, Row extends Summary> {
  readonly #idOf: (row: Row) => string;
  readonly #normalize: (row: Row) => Row;
  #order: (string | number)[] = [];
  readonly #rows = new Map<string, Row>();
  #lazy: LazyRows<Row, Summary> | undefined;

  /** `normalize` brings a row into its stored form: key order, no undefined values. */
  constructor(idOf: (row: Row) => string, normalize: (row: Row) => Row) {
    this.#idOf = idOf;
    this.#normalize = normalize;
  }

  get size(): number {
    return this.#order.length;
  }

  get(id: string): Row | undefined {
    const row = this.#rows.get(id);
    if (row !== undefined) return row;
    const index = this.#lazy?.indexOf(id);
    return index === undefined || !this.#order.includes(index)
      ? undefined
      : this.#lazy?.rowAt(index);
  }

  insert(row: Row): Row {
    const stored = this.#normalize(row);
    const id = this.#idOf(stored);
    if (!this.#rows.has(id)) this.#order.push(id);
    this.#rows.set(id, stored);
    return stored;
  }

  insertLazily(lazy: LazyRows<Row, Summary>): void {
    this.#lazy = lazy;
    for (let index = 0; index < lazy.count; index++) this.#order.push(index);
  }

  /** Replaces the row with the result of `change`; undefined if there is no such row. */
  update(id: string, change: (row: Row) => Row): Row | undefined {
    const row = this.get(id);
    if (row === undefined) return undefined;
    const stored = this.#normalize(change(row));
    const index = this.#lazy?.indexOf(id);
    if (index !== undefined) {
      const position = this.#order.indexOf(index);
      if (position >= 0) this.#order[position] = id;
    }
    this.#rows.set(id, stored);
    return stored;
  }

  remove(id: string): boolean {
    const row = this.get(id);
    if (row === undefined) return false;
    const index = this.#lazy?.indexOf(id);
    this.#order = this.#order.filter(entry => entry !== id && entry !== index);
    this.#rows.delete(id);
    return true;
  }

  all(): readonly Row[] {
    return this.#order.flatMap(entry => this.#rowAt(entry) ?? []);
  }

  find(matches: (row: Row) => boolean): Row | undefined {
    for (const entry of this.#order) {
      const row = this.#rowAt(entry);
      if (row !== undefined && matches(row)) return row;
    }
    return undefined;
  }

  /** One page of the matching rows and their total; only that page's rows are generated. */
  slice(matches: (summary: Summary) => boolean, start: number, length: number): Slice<Row> {
    const rows: Row[] = [];
    let total = 0;
    for (const entry of this.#order) {
      const summary =
        typeof entry === 'number' ? this.#lazy?.summaryAt(entry) : this.#rows.get(entry);
      if (summary === undefined || !matches(summary)) continue;
      if (total >= start && total < start + length) {
        const row = this.#rowAt(entry);
        if (row !== undefined) rows.push(row);
      }
      total++;
    }
    return {total, rows};
  }

  #rowAt(entry: string | number): Row | undefined {
    return typeof entry === 'number' ? this.#lazy?.rowAt(entry) : this.#rows.get(entry);
  }
}
