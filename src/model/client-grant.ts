import * as v from 'valibot';
import {field, id, type ModelOf, readOnly, type SettableOf, text, texts} from './field.js';

/**
 * What an application may call. Identified by client, audience and subject type, never by its id.
 * https://auth0.com/docs/api/management/v2/client-grants
 */
export const clientGrantFields = {
  id: field(id, {wire: 'id', role: 'key', presence: 'required'}),
  clientId: field(id, {wire: 'client_id', role: 'create-only', presence: 'required'}),
  audience: field(text, {wire: 'audience', role: 'create-only', presence: 'required'}),
  /** Before 2025 Auth0 didn't send it, meaning `client`. Creates omit it for such tenants. */
  subjectType: field(text, {
    wire: 'subject_type',
    role: 'read-only',
    presence: 'required',
    filledWith: 'client',
  }),
  /** Absent if `allowAllScopes` is true. */
  scope: field(texts, {
    wire: 'scope',
    label: 'Permissions',
    role: 'managed',
    presence: 'optional',
    createdWith: [],
    terraform: 'scopes',
  }),
  allowAllScopes: field(v.boolean(), {
    wire: 'allow_all_scopes',
    label: 'All permissions',
    role: 'managed',
    presence: 'required',
    filledWith: false,
  }),
  /** Auth0's default is `deny`: tokens don't name an organization. */
  organizationUsage: field(text, {
    wire: 'organization_usage',
    label: 'Organization use',
    role: 'managed',
    presence: 'optional',
    whenAbsent: {
      revert: 'to-value',
      value: 'deny',
      sentence: 'Organization use was not set before. It becomes “deny”, which means the same.',
    },
    journaledSince: 2,
  }),
  /** Whether the grant is one of Auth0's own. */
  isSystem: readOnly(v.boolean(), 'is_system'),
  /** A digest of the settings that this tool doesn't manage. */
  otherSettings: readOnly(text, ''),
} as const;

export type ClientGrant = ModelOf<typeof clientGrantFields>;
export type ClientGrantFields = SettableOf<typeof clientGrantFields>;
