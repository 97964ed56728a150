import {HttpError, insufficientScopeBody} from './errors.js';
import {type JsonObject, pickFields} from './records.js';
import type {Projection} from './schemas/query.js';

/** Whether a token with these scopes may see a field (section 2.5). */
export type Visibility = (scopes: ReadonlySet<string>) => (field: string) => boolean;

const summary = ['client_id', 'app_type', 'name', 'description'];
const secrets = [
  'client_secret',
  'signing_keys',
  'signing_key',
  'encryption_key',
  'client_authentication_methods',
];

/** Forbidden fields are omitted, so a missing secret means that the token lacks the scope. */
export const clientVisibility: Visibility = scopes => {
  const keys = scopes.has('read:client_keys');
  const full = keys || scopes.has('read:clients');
  return field => summary.includes(field) || (secrets.includes(field) ? keys : full);
};

export const resourceServerVisibility: Visibility = scopes => field =>
  field !== 'signing_secret' || scopes.has('read:resource_servers');

/** Asking for a forbidden field by name may give 403 [docs, section 2.5]; here it always does. */
export function assertReadableFields(query: Projection, scopes: ReadonlySet<string>): void {
  const requested = requestedFields(query);
  if (requested.length === 0 || query.include_fields === false) return;
  const isVisible = clientVisibility(scopes);
  const forbidden = requested.find(field => secrets.includes(field) && !isVisible(field));
  if (forbidden !== undefined) {
    throw new HttpError(403, insufficientScopeBody(['read:client_keys']));
  }
}

/** Applies `fields`; with `include_fields: false` they are excluded instead. */
export function projectFields(record: JsonObject, query: Projection): JsonObject {
  const fields = requestedFields(query);
  if (fields.length === 0) return record;
  return pickFields(record, key => fields.includes(key) === (query.include_fields ?? true));
}

function requestedFields(query: Projection): readonly string[] {
  return (query.fields ?? '')
    .split(',')
    .map(field => field.trim())
    .filter(field => field !== '');
}
