import {expect, it} from 'vitest';
import {listAllClients, listAllGrants} from '../../src/engine/pages.js';
import {
  type Client,
  type ClientGrant,
  pageSize,
  type TenantReader,
} from '../../src/engine/tenant.js';
import {Problem} from '../../src/model/errors.js';

const clientOf = (index: number): Client => ({clientId: `id_${index}`, name: `${index}`});
const pageFrom = (start: number) =>
  Array.from({length: pageSize}, (_, index) => clientOf(start + index));
const grantOf = (id: string): ClientGrant => ({
  id,
  clientId: 'c',
  audience: 'a',
  subjectType: 'client',
  allowAllScopes: false,
});

const failIfCalled = () => Promise.reject(new Error('not asked for'));
const nobody: TenantReader = {
  domain: 'acme.example',
  ownClientId: undefined,
  resourceServer: failIfCalled,
  resourceServers: failIfCalled,
  client: failIfCalled,
  clients: failIfCalled,
  clientGrants: failIfCalled,
  preview: () => ({method: 'POST', path: '/'}),
};

/** How reading a list ends, after how many pages, and how many of them were concurrent. */
async function readList(parts: Partial<TenantReader>, list: 'clients' | 'grants') {
  let pages = 0;
  let underWay = 0;
  let most = 0;
  const serve = async () => {
    pages += 1;
    underWay += 1;
    most = Math.max(most, underWay);
    await new Promise(resolve => setImmediate(resolve));
    underWay -= 1;
  };
  const {clients, clientGrants} = {...nobody, ...parts};
  const reader: TenantReader = {
    ...nobody,
    clients: async (page, signal) => {
      await serve();
      return await clients(page, signal);
    },
    clientGrants: async (query, signal) => {
      await serve();
      return await clientGrants(query, signal);
    },
  };
  const work: Promise<readonly unknown[]> =
    list === 'clients' ? listAllClients(reader) : listAllGrants(reader, {audience: 'a'}, undefined);
  const end = await work.then(
    items => items.length,
    error => (error instanceof Problem ? error.code : error),
  );
  return {end, pages, most};
}

it.each<[string, (page: number) => {total?: number}]>([
  ['without a total', () => ({})],
  ['a whole page more each time', page => ({total: (page + 2) * pageSize})],
  ['one more each time', page => ({total: (page + 1) * pageSize + 1})],
])('an endless list of applications (%s) ends after 1,000 pages', async (_, told) => {
  const clients = async (page: number) => ({
    items: pageFrom(page * pageSize),
    more: true,
    ...told(page),
  });
  expect(await readList({clients}, 'clients')).toMatchObject({end: 'not_auth0', pages: 1_000});
});

it.each([1e9, 1e300])('a reported total of %d pages is refused', async total => {
  const clients = async () => ({items: pageFrom(0), more: true, total});
  expect(await readList({clients}, 'clients')).toMatchObject({end: 'not_auth0', pages: 1});
});

it('reads a tenant of 100,000 applications, ten pages at a time', async () => {
  const clients = async (page: number) => ({
    items: pageFrom(page * pageSize),
    more: page < 999,
    total: 100_000,
  });
  const {end, pages, most} = await readList({clients}, 'clients');
  // Twice, because a list of several pages is accepted only if two readings agree.
  expect([end, pages, most]).toEqual([100_000, 2_000, 10]);
});

it('follows a list that shrinks or grows while paging', async () => {
  const shrinking = async (page: number) => ({
    items: page < 20 ? pageFrom(page * pageSize) : [],
    more: page < 19,
    total: 100_000,
  });
  const {end, pages} = await readList({clients: shrinking}, 'clients');
  expect(end).toBe(2_000);
  expect(pages).toBeLessThanOrEqual(60);
  const growing = async (page: number) => ({
    items: pageFrom(page * pageSize),
    more: page < 19,
    total: page === 0 ? 1_000 : 2_000,
  });
  expect(await readList({clients: growing}, 'clients')).toMatchObject({end: 2_000, pages: 40});
});

/** Lists what is in `rows`; `between` is called before each page after the first of a reading. */
function listing(rows: Client[], between: (page: number) => void): Partial<TenantReader> {
  return {
    clients: async page => {
      if (page > 0) between(page);
      const start = page * pageSize;
      const items = rows.slice(start, start + pageSize);
      return {items, more: start + pageSize < rows.length, total: rows.length};
    },
  };
}

const rowsOf = (count: number) => Array.from({length: count}, (_, index) => clientOf(index));

it.each<[string, (rows: Client[]) => void]>([
  ['one before it is deleted', rows => rows.splice(20, 1)],
  [
    'one before it is deleted and another created, so that the total stays',
    rows => {
      rows.splice(20, 1);
      rows.push(clientOf(1_000));
    },
  ],
])('finds the application at the head of a page when %s while paging', async (_, move) => {
  const rows = rowsOf(130);
  let moves = 0;
  const between = () => {
    moves += 1;
    if (moves === 1) move(rows);
  };
  const found = await listAllClients({...nobody, ...listing(rows, between)});
  expect(found).toEqual(rows);
  expect(found).toContainEqual(clientOf(100));
});

it('accepts applications that were created at the end between two readings', async () => {
  const rows = rowsOf(130);
  let created = 1_000;
  const between = () => {
    created += 1;
    rows.push(clientOf(created));
  };
  const {end, pages} = await readList(listing(rows, between), 'clients');
  expect([end, pages]).toEqual([132, 4]);
});

it('fails with `tenant_changed` after 4 readings of a list that never stands still', async () => {
  const rows = rowsOf(200);
  const between = () => rows.splice(0, 1);
  expect(await readList(listing(rows, between), 'clients')).toMatchObject({
    end: 'tenant_changed',
    pages: 8,
  });
});

it('reads a list of one page once, and one that agrees with an earlier reading once', async () => {
  expect(
    await readList(
      listing(rowsOf(100), () => {}),
      'clients',
    ),
  ).toMatchObject({pages: 1});
  const rows = rowsOf(130);
  let pages = 0;
  const reader = {...nobody, ...listing(rows, () => (pages += 1))};
  await listAllClients(reader, undefined, {earlier: rows});
  expect(pages).toBe(1);
});

it.each<[string, (pagesServed: number) => readonly ClientGrant[]]>([
  ['a new one each time', pagesServed => [grantOf(`g${pagesServed}`)]],
  ['none of ours', () => []],
])('an endless list of grants (%s) ends after 1,000 pages', async (_, itemsOf) => {
  let pagesServed = 0;
  const clientGrants = async () => {
    pagesServed += 1;
    return {items: itemsOf(pagesServed), more: true, next: `n${pagesServed}`};
  };
  expect(await readList({clientGrants}, 'grants')).toMatchObject({end: 'not_auth0', pages: 1_000});
});

it('a cycle of checkpoints is reported', async () => {
  let pagesServed = 0;
  const clientGrants = async () => {
    pagesServed += 1;
    return {items: [grantOf(`g${pagesServed}`)], more: true, next: `n${pagesServed % 3}`};
  };
  expect(await readList({clientGrants}, 'grants')).toMatchObject({end: 'not_auth0', pages: 4});
});
