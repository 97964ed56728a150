import type {Rule, ValueOf} from '../validation.js';

const scopes = {
  type: 'array',
  uniqueBy: '',
  items: {type: 'string', min: 1, max: 280},
  description: 'Scopes allowed for this client grant.',
} as const satisfies Rule;

const detailsTypes = {
  type: 'array',
  items: {type: 'string', min: 1, max: 255},
  description: 'Types of authorization_details allowed for this client grant.',
} as const satisfies Rule;

const usage = {type: 'string', enum: ['deny', 'allow', 'require']} as const satisfies Rule;

export const newClientGrant = {
  type: 'object',
  required: ['audience'],
  properties: {
    client_id: {type: 'string', min: 1, description: 'ID of the client.'},
    default_for: {type: 'string', enum: ['third_party_clients']},
    audience: {
      type: 'string',
      min: 1,
      description: 'The audience (API identifier) of this client grant',
    },
    organization_usage: usage,
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
} as const satisfies Rule;

export type NewClientGrant = ValueOf<typeof newClientGrant>;

/**
 * `audience`, `client_id` and `subject_type` are immutable, so they are not listed (section 6.2).
 */
export const clientGrantPatch = {
  type: 'object',
  min: 1,
  properties: {
    scope: {...scopes, nullable: true},
    organization_usage: {...usage, nullable: true},
    allow_any_organization: {type: 'boolean', nullable: true},
    authorization_details_types: detailsTypes,
    allow_all_scopes: {type: 'boolean', nullable: true},
  },
} as const satisfies Rule;

export type ClientGrantPatch = ValueOf<typeof clientGrantPatch>;

export const newOrganizationGrant = {
  type: 'object',
  required: ['grant_id'],
  properties: {grant_id: {type: 'string', min: 1, description: 'A Client Grant ID.'}},
} as const satisfies Rule;
