import {apiError} from './errors.js';
import type {Json, JsonObject} from './records.js';
import type {Paging} from './schemas/query.js';
import type {Slice} from './store.js';

const defaultPageSize = 50;

/**
 * One page in the shape that the parameters ask for (section 3): an array, an object with totals,
 * or a checkpoint page without a total. `take` overrides `per_page` [recorded].
 */
export function paginate(
  collection: string,
  query: Paging,
  select: (start: number, length: number) => Slice<JsonObject>,
): Json {
  if (query.take !== undefined || query.from !== undefined) {
    const take = query.take ?? defaultPageSize;
    const start = query.from === undefined ? 0 : readCheckpoint(query.from);
    const {rows, total} = select(start, take);
    const end = start + rows.length;
    return end < total ? {[collection]: rows, next: writeCheckpoint(end)} : {[collection]: rows};
  }
  const limit = query.per_page ?? defaultPageSize;
  const start = (query.page ?? 0) * limit;
  const {rows, total} = select(start, limit);
  return query.include_totals === true ? {total, start, limit, [collection]: rows} : rows;
}

export function sliceOf(all: readonly JsonObject[]) {
  return (start: number, length: number): Slice<JsonObject> => ({
    total: all.length,
    rows: all.slice(start, start + length),
  });
}

function writeCheckpoint(position: number): string {
  return Buffer.from(`checkpoint:${position}`).toString('base64url');
}

function readCheckpoint(checkpoint: string): number {
  const position = /^checkpoint:(\d+)$/.exec(Buffer.from(checkpoint, 'base64url').toString())?.[1];
  if (position === undefined) {
    // Wording for an unknown checkpoint [unverified].
    throw apiError(400, `Invalid "from" parameter: ${checkpoint}`, 'invalid_query_string');
  }
  return Number(position);
}
