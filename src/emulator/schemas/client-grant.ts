import type {JsonObject, SubjectType} from '../records.js';
import {type Rule, schema} from '../validation.js';

const scopes: Rule = {
  type: 'array',
  uniqueBy: '',
  items: {type: 'string', min: 1, max: 280},
  about: 'Scopes allowed for this client grant.',
};

const detailsTypes: Rule = {
  type: 'array',
  items: {type: 'string', min: 1, max: 255},
  about: 'Types of authorization_details allowed for this client grant.',
};

const usage = ['deny', 'allow', 'require'];

export type NewClientGrant = JsonObject & {
  readonly client_id?: string;
  readonly default_for?: string;
  readonly audience: string;
  readonly scope?: readonly string[];
  readonly subject_type?: SubjectType;
  readonly allow_all_scopes?: boolean;
  readonly organization_usage?: string;
  readonly allow_any_organization?: boolean;
  readonly authorization_details_types?: readonly string[];
};

export const newClientGrant = schema<NewClientGrant>({
  required: ['audience'],
  keys: {
    client_id: {type: 'string', min: 1, about: 'ID of the client.'},
    default_for: {type: 'string', oneOf: ['third_party_clients']},
    audience: {
      type: 'string',
      min: 1,
      about: 'The audience (API identifier) of this client grant',
    },
    organization_usage: {type: 'string', oneOf: usage},
    allow_any_organization: {type: 'boolean'},
    scope: scopes,
    subject_type: {
      type: 'string',
      oneOf: ['client', 'user', 'anonymous_user'],
      about: 'The type of application access the client grant allows.',
    },
    authorization_details_types: detailsTypes,
    allow_all_scopes: {type: 'boolean'},
  },
});

export type ClientGrantPatch = JsonObject & {
  readonly scope?: readonly string[] | null;
  readonly allow_all_scopes?: boolean | null;
  readonly organization_usage?: string | null;
  readonly allow_any_organization?: boolean | null;
  readonly authorization_details_types?: readonly string[];
};

/**
 * `audience`, `client_id` and `subject_type` are immutable, so they are not listed (section 6.2).
 */
export const clientGrantPatch = schema<ClientGrantPatch>({
  min: 1,
  keys: {
    scope: {...scopes, orNull: 'null'},
    organization_usage: {type: 'string', oneOf: usage, orNull: 'null'},
    allow_any_organization: {type: 'boolean', orNull: 'null'},
    authorization_details_types: detailsTypes,
    allow_all_scopes: {type: 'boolean', orNull: 'null'},
  },
});

export const newOrganizationGrant = schema<JsonObject & {readonly grant_id: string}>({
  required: ['grant_id'],
  keys: {grant_id: {type: 'string', min: 1, about: 'A Client Grant ID.'}},
});
