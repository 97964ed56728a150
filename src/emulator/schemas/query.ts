import {validationError} from '../errors.js';
import {type Json, type JsonObject, pickFields} from '../records.js';
import {type Properties, type Rule, type ValueOf, validate} from '../validation.js';

const page = {
  page: {
    type: 'integer',
    min: 0,
    description: 'Page index of the results to return. First page is 0.',
  },
  per_page: {type: 'integer', min: 1, max: 100, description: 'Number of results per page.'},
  include_totals: {
    type: 'boolean',
    description:
      'Return results inside an object that contains the total result count (true) or as a direct array of results (false, default).',
  },
} as const satisfies Properties;

const checkpoint = {
  from: {type: 'string', description: 'Optional Id from which to start selection.'},
  take: {
    type: 'integer',
    min: 1,
    max: 100,
    description: 'Number of results per page. Defaults to 50.',
  },
} as const satisfies Properties;

const projection = {
  fields: {
    type: 'string',
    description:
      'Comma-separated list of fields to include or exclude (based on value provided for include_fields) in the result. Leave empty to retrieve all fields.',
  },
  include_fields: {
    type: 'boolean',
    description: 'Whether specified fields are to be included (true) or excluded (false).',
  },
} as const satisfies Properties;

/**
 * `fields` is missing from the current SDK types, but Auth0 honors it [recorded 2023, section 4.1].
 */
export const resourceServersQuery = {
  type: 'object',
  properties: {
    ...page,
    ...projection,
    identifiers: {
      type: 'array',
      max: 10,
      items: {type: 'string', min: 1},
      description: 'An optional filter on the resource server identifier.',
    },
  },
} as const satisfies Rule;

/** One API: without `fields` [sdk]. */
export const resourceServerQuery = {
  type: 'object',
  properties: {include_fields: projection.include_fields},
} as const satisfies Rule;

export const projectionQuery = {type: 'object', properties: projection} as const satisfies Rule;

export type Projection = ValueOf<typeof projectionQuery>;

export const pagingQuery = {
  type: 'object',
  properties: {...page, ...checkpoint},
} as const satisfies Rule;

export type Paging = ValueOf<typeof pagingQuery>;

export const clientsQuery = {
  type: 'object',
  properties: {
    ...page,
    ...checkpoint,
    ...projection,
    is_global: {type: 'boolean', description: 'Optional filter on the global client parameter.'},
    is_first_party: {
      type: 'boolean',
      description: 'Optional filter on whether or not a client is a first-party client.',
    },
    app_type: {
      type: 'string',
      description: 'Optional filter by a comma-separated list of application types.',
    },
    external_client_id: {type: 'string', min: 1, max: 120},
    q: {type: 'string'},
  },
} as const satisfies Rule;

export const clientGrantsQuery = {
  type: 'object',
  properties: {
    ...page,
    ...checkpoint,
    audience: {type: 'string', description: 'Optional filter on audience.'},
    client_id: {type: 'string', description: 'Optional filter on client_id.'},
    allow_any_organization: {
      type: 'boolean',
      enum: [true],
      description: 'Optional filter on allow_any_organization.',
    },
    subject_type: {
      type: 'string',
      enum: ['client', 'user', 'anonymous_user'],
      description: 'The type of application access the client grant allows.',
    },
    default_for: {type: 'string', enum: ['third_party_clients']},
  },
} as const satisfies Rule;

/** By offset only, unlike other lists of grants [sdk]. */
export const organizationGrantsQuery = {
  type: 'object',
  properties: {
    ...page,
    audience: {
      type: 'string',
      max: 600,
      description: 'Optional filter on audience of the client grant.',
    },
    client_id: {type: 'string', description: 'Optional filter on client_id of the client grant.'},
    grant_ids: {type: 'array', max: 10, items: {type: 'string'}},
  },
} as const satisfies Rule;

/** Converts the query string to the schema's types; unknown parameters are refused. */
export function readQuery<R extends Rule>(url: string, expected: R): ValueOf<R> {
  const parameters = new URL(url).searchParams;
  const query: {[key: string]: Json} = {};
  for (const key of new Set(parameters.keys())) {
    const texts = parameters.getAll(key);
    const rule = expected.properties?.[key];
    if (rule?.type === 'array') query[key] = texts;
    else if (texts.length > 1)
      throw validationError('Query', 'Expected type string but found type array', key);
    else query[key] = parseParameter(texts[0] ?? '', rule);
  }
  return validate(expected, 'Query', query);
}

/** A value that can't be parsed stays a string, which validation then refuses. */
function parseParameter(text: string, rule: Rule | undefined): Json {
  if (rule?.type === 'integer' && /^-?\d+$/.test(text)) return Number(text);
  if (rule?.type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** Applies `fields` to a record; with `include_fields: false` they are excluded instead. */
export function projectFields(record: JsonObject, query: Projection): JsonObject {
  const fields = requestedFields(query);
  if (fields.length === 0) return record;
  return pickFields(record, key => fields.includes(key) === (query.include_fields ?? true));
}

export function requestedFields({fields = ''}: Projection): readonly string[] {
  return fields
    .split(',')
    .map(field => field.trim())
    .filter(field => field !== '');
}
