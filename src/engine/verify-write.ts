import {type Change, kindOf, type Snapshot} from '../model/change.js';
import {Problem} from '../model/errors.js';
import {fieldInWords} from '../model/labels.js';
import {differingFields} from '../model/resource.js';

/** The first field whose value in the tenant differs from what `change` set. */
export function differingField(change: Change, after: Snapshot): string | undefined {
  // A secret doesn't show whether it is new: only a caller that knows the old one can tell.
  if (change.action === 'rotate-secret') return 'clientSecret';
  if (change.action === 'delete') return after.kind === 'nothing' ? undefined : 'id';
  if (after.kind !== change.resource) return 'id';
  return differingFields(change.resource, change.set, after.value)[0];
}

export function storedDifferentlyProblem(change: Change, field: string): Problem {
  return new Problem('stored_differently', {
    message: `Auth0 confirmed the change (${kindOf(change).replaceAll('-', ' ')}), but the tenant has a different ${fieldInWords(field)} than this tool sent.`,
    hint: `Check this field in the Dashboard. A rule of the plan or an Action may have changed it. Then run this tool again.`,
  });
}

export function notDeletedProblem({
  method,
  path,
}: {
  readonly method: string;
  readonly path: string;
}): Problem {
  return new Problem('stored_differently', {
    message: `Auth0 confirmed ${method} ${path}, but the tenant still has the object.`,
    hint: 'Delete it in the Dashboard, then run this tool again. A proxy may have answered instead of Auth0.',
  });
}
