import {type Change, kindOf, type Snapshot} from '../model/change.js';
import {Problem} from '../model/errors.js';
import {differingFields} from '../model/resource.js';
import {wireName} from '../text/format.js';

/** The first field that the tenant holds otherwise than `change` set it. */
export function differingField(change: Change, after: Snapshot): string | undefined {
  // A look shows no secret's age: whoever rotated one has to know the old one to tell.
  if (change.action === 'rotate-secret') return 'clientSecret';
  if (change.action === 'delete') return after.kind === 'nothing' ? undefined : 'id';
  if (after.kind !== change.resource) return 'id';
  return differingFields(change.resource, change.set, after.value)[0];
}

export function storedDifferently(change: Change, field: string): Problem {
  return new Problem('stored_differently', {
    message: `The tenant answered that it did the change (${kindOf(change)}), but holds another ${wireName(field)} than was sent.`,
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
