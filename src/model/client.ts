import * as v from 'valibot';
import {field, id, type ModelOf, type SettableOf, secret, text, texts} from './field.js';

/** An application. https://auth0.com/docs/api/management/v2/clients */
export const clientFields = {
  clientId: field(id, {wire: 'client_id', role: 'key', presence: 'required'}),
  name: field(text, {
    wire: 'name',
    role: 'managed',
    presence: 'required',
    filledWith: '',
    createdWith: '',
  }),
  appType: field(text, {
    wire: 'app_type',
    role: 'managed',
    presence: 'optional',
    createdWith: 'non_interactive',
    whenAbsent: {
      revert: 'not-possible',
      sentence: 'The application type of {name} was not set, and can’t be unset.',
    },
  }),
  grantTypes: field(texts, {
    wire: 'grant_types',
    role: 'managed',
    presence: 'optional',
    createdWith: ['client_credentials'],
    whenAbsent: {
      revert: 'to-value',
      value: [],
      sentence: 'The list of grant types of {name} was not set; it becomes an empty one.',
    },
  }),
  tokenEndpointAuthMethod: field(text, {
    wire: 'token_endpoint_auth_method',
    role: 'managed',
    presence: 'optional',
    createdWith: 'client_secret_post',
    whenAbsent: {
      revert: 'not-possible',
      sentence: 'How {name} signs in at the token endpoint was not set, and can’t be unset.',
    },
    // Another resource, auth0_client_credentials, has it.
    terraform: null,
  }),
  /** False where a third party registered it; fixed once it exists. */
  isFirstParty: field(v.boolean(), {
    wire: 'is_first_party',
    role: 'read-only',
    presence: 'optional',
    journaledSince: 2,
  }),
  /** The API that it is linked to: that API signs in as this application. */
  resourceServerIdentifier: field(text, {
    wire: 'resource_server_identifier',
    role: 'read-only',
    presence: 'optional',
    journaledSince: 2,
  }),
  /** Absent where the token may not read it, and in lists. */
  clientSecret: field(secret, {wire: 'client_secret', role: 'secret', presence: 'optional'}),
  /** A digest of the settings that this tool doesn't manage; absent in lists. */
  otherSettings: field(text, {
    wire: '',
    role: 'read-only',
    presence: 'optional',
    journaledSince: 2,
  }),
} as const;

export type Client = ModelOf<typeof clientFields>;
export type ClientFields = SettableOf<typeof clientFields>;
