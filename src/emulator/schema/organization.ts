import type {JsonObject} from '../json.js';
import {schema} from './validation.js';

export const newOrganizationGrant = schema<JsonObject & {readonly grant_id: string}>({
  required: ['grant_id'],
  keys: {grant_id: {type: 'string', min: 1, about: 'A Client Grant ID.'}},
});
