import type {JsonObject, SubjectType} from '../records.js';
import {type Rule, schema} from '../validation.js';

const scopes: Rule = {
  type: 'array',
  uniqueBy: '',
  items: {type: 'string', min: 1, max: 280},
  description: 'Scopes allowed for this client grant.',
};

const detailsTypes: Rule = {
  type: 'array',
  items: {type: 'string', min: 1, max: 255},
  description: 'Types of authorization_details allowed for this client grant.',
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
  properties: {
    client_id: {type: 'string', min: 1, description: 'ID of the client.'},
    default_for: {type: 'string', enum: ['third_party_clients']},
    audience: {
      type: 'string',
      min: 1,
      description: 'The audience (API identifier) of this client grant',
    },
    organization_usage: {type: 'string', enum: usage},
    allow_any_organization: {type: 'boolean'},
    scope: scopes,
    subject_type: {
      type: 'string',
      enum: ['client', 'user', 'anonymous_user'],
      description: 'The type of application access the client grant allows.',
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
  properties: {
    scope: {...scopes, nullable: true},
    organization_usage: {type: 'string', enum: usage, nullable: true},
    allow_any_organization: {type: 'boolean', nullable: true},
    authorization_details_types: detailsTypes,
    allow_all_scopes: {type: 'boolean', nullable: true},
  },
});

export const newOrganizationGrant = schema<JsonObject & {readonly grant_id: string}>({
  required: ['grant_id'],
  properties: {grant_id: {type: 'string', min: 1, description: 'A Client Grant ID.'}},
});
