import {isDeepStrictEqual} from 'node:util';
import type {Change, Snapshot} from '../model/change.js';
import {absentMeans} from '../model/defaults.js';
import {Problem} from '../model/errors.js';
import {wireName} from '../text/format.js';

/** The first field that the tenant holds otherwise than `change` set it. */
export function differingField(change: Change, after: Snapshot): string | undefined {
  if (!('set' in change)) return after.kind === 'nothing' ? undefined : 'id';
  if (after.kind === 'nothing') return 'id';
  const absent = after.kind === 'resource-server' ? absentMeans : {};
  const stored = new Map<string, unknown>(Object.entries({...absent, ...after.value}));
  const differing = Object.entries(change.set).find(
    ([field, value]) => value !== undefined && !sameValue(value, stored.get(field)),
  );
  return differing?.[0];
}

/** Lists are compared as sets: their order means nothing to Auth0, and an absent one is empty. */
export function sameValue(one: unknown, other: unknown): boolean {
  if (!Array.isArray(one) && !Array.isArray(other)) return one === other;
  const [list, otherList] = [one ?? [], other ?? []];
  return (
    Array.isArray(list) &&
    Array.isArray(otherList) &&
    isDeepStrictEqual(sorted(list), sorted(otherList))
  );
}

function sorted(items: readonly unknown[]): readonly string[] {
  return items.map(textOf).sort();
}

/** Whatever order its members are in. */
function textOf(item: unknown): string {
  const members = typeof item === 'object' && item !== null ? Object.entries(item).sort() : item;
  return JSON.stringify(members);
}

export function storedDifferently(change: Change, field: string): Problem {
  return new Problem('stored_differently', {
    message: `The tenant answered that it did the change (${change.kind}), but holds another ${wireName(field)} than was sent.`,
    hint: `Look at this field in the Dashboard: a rule of the plan or an Action may have changed it. Then run the program again.`,
  });
}

export function notDeleted({
  method,
  path,
}: {
  readonly method: string;
  readonly path: string;
}): Problem {
  return new Problem('stored_differently', {
    message: `${method} ${path} was answered as done, but the tenant still has what it was to delete.`,
    hint: 'Delete it in the Dashboard, then run the program again. A proxy may have answered in place of Auth0.',
  });
}
