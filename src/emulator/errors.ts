import type {JsonObject} from './records.js';

/** Throw it to end a request with an error response; `app.ts` sends the response. */
export class HttpError extends Error {
  readonly status: number;
  readonly body: JsonObject;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, body: JsonObject, headers: Readonly<Record<string, string>> = {}) {
    super(JSON.stringify(body));
    this.name = 'HttpError';
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

const reasons = {
  400: 'Bad Request',
  401: 'Unauthorized',
  403: 'Forbidden',
  404: 'Not Found',
  409: 'Conflict',
  415: 'Unsupported Media Type',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Unavailable',
  504: 'Gateway Timeout',
} as const;

type ErrorStatus = keyof typeof reasons;

/** The Management API's error shape, where `errorCode` is optional (section 9). */
export function managementBody(
  status: ErrorStatus,
  message: string = reasons[status],
  errorCode?: string,
): JsonObject {
  const body = {statusCode: status, error: reasons[status], message};
  return errorCode === undefined ? body : {...body, errorCode};
}

export function apiError(status: ErrorStatus, message?: string, errorCode?: string): HttpError {
  return new HttpError(status, managementBody(status, message, errorCode));
}

const whereCode = {Payload: 'invalid_body', Query: 'invalid_query_string'};

export type RequestPart = keyof typeof whereCode;

/** `<where> validation error: '<rule>' on property <path> (<schema description>).` (section 9) */
export function validationError(
  where: RequestPart,
  rule: string,
  path = '',
  description = '',
): HttpError {
  const on = path === '' ? '' : ` on property ${path}`;
  const what = path === '' || description === '' ? '' : ` (${description})`;
  return apiError(400, `${where} validation error: '${rule}'${on}${what}.`, whereCode[where]);
}

/** Validation errors without quotes and property, for rules beyond a schema. */
export function payloadError(what: string): HttpError {
  return apiError(400, `Payload validation error: ${what}`, 'invalid_body');
}

/** 401 carries `attributes` and no `errorCode` [reported, section 9]. */
export function unauthorizedBody(message: string): JsonObject {
  return {...managementBody(401, message), attributes: {error: message}};
}

/** Real tenants send a comma, although the API description has a semicolon (section 14). */
export function insufficientScopeBody(scopes: readonly string[]): JsonObject {
  const message = `Insufficient scope, expected any of: ${scopes.join(', ')}`;
  return managementBody(403, message, 'insufficient_scope');
}

export const notFound = {
  path: () => apiError(404),
  resourceServer: () =>
    apiError(404, 'The resource server does not exist', 'inexistent_resource_server'),
  client: () => apiError(404, 'The client does not exist', 'inexistent_client'),
  /** In a new grant [docs]. */
  audience: () => apiError(404, 'Resource server not found'),
  grantee: () => apiError(404, 'Client not found'),
  grant: () => apiError(404, 'The grant does not exist.'),
  /** An update words it differently from a read [docs]. */
  grantToUpdate: () => apiError(404, 'The client grant does not exist.'),
  credential: () => apiError(404, 'Credential does not exist'), // [docs]
  organization: () => apiError(404, 'The organization does not exist.'),
  /** The paths below `client-grants` word it differently [docs]. */
  organizationOfGrants: () => apiError(404, 'No organization found by that id.'),
};

/** Throws the error if there is no value. */
export function found<T>(value: T | undefined, missing: () => HttpError): T {
  if (value === undefined) throw missing();
  return value;
}

export function tooManyEntities(): HttpError {
  return apiError(
    403,
    'You reached the limit of entities of this type for this tenant.',
    'too_many_entities',
  );
}

/** The error shape of OAuth endpoints (section 2.1). */
export function oauthError(
  status: number,
  error: string,
  description: string,
  extra: JsonObject = {},
): HttpError {
  return new HttpError(status, {error, error_description: description, ...extra});
}

export function invalidRequest(description: string): HttpError {
  return oauthError(400, 'invalid_request', description);
}

export function accessDenied(description: string): HttpError {
  return oauthError(403, 'access_denied', description);
}
