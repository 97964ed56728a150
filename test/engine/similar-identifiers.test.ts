import {expect, test} from 'vitest';
import {findSimilarIdentifiers} from '../../src/engine/similar-identifiers.js';
import {pageSize, type ResourceServer} from '../../src/engine/tenant.js';
import {api} from './observed.js';

const domain = 'acme.eu.auth0.com';
const wanted = 'https://api.exampleco.com/timesheets';

/** A tenant with so many APIs; `between` is called before each page after the first. */
function tenantOf(apis: ResourceServer[], between: () => void = () => {}) {
  const asked: number[] = [];
  const resourceServers = async (page: number) => {
    asked.push(page);
    if (page > 0) between();
    const start = page * pageSize;
    const items = apis.slice(start, start + pageSize);
    return {items, more: start + pageSize < apis.length, total: apis.length};
  };
  return {reader: {domain, resourceServers}, asked};
}

const apiOf = (id: number, identifier = `https://other.example/${id}`) => ({
  ...api,
  id: `rs_${id}`,
  identifier,
});
const others = (count: number) => Array.from({length: count}, (_, index) => apiOf(index));

test('a similar API at the head of a page is found when one before it is deleted', async () => {
  const apis = [...others(100), apiOf(100, `${wanted}/`)];
  let isDeleted = false;
  const {reader} = tenantOf(apis, () => {
    if (!isDeleted) apis.splice(20, 1);
    isDeleted = true;
  });
  expect(await findSimilarIdentifiers(reader, wanted)).toEqual([`${wanted}/`]);
});

test('APIs on one page are listed once', async () => {
  const {reader, asked} = tenantOf([...others(99), apiOf(99, `${wanted}/`)]);
  expect(await findSimilarIdentifiers(reader, wanted)).toEqual([`${wanted}/`]);
  expect(asked).toEqual([0]);
});
