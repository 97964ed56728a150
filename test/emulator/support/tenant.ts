import {onTestFinished} from 'vitest';
import {
  type DemoTenant,
  type DemoTenantOptions,
  startDemoTenant,
} from '../../../src/emulator/server.js';

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly text: string;
  readonly headers: Headers;
}

export interface Api {
  readonly tenant: DemoTenant;
  get(path: string): Promise<Answer>;
  post(path: string, body?: unknown): Promise<Answer>;
  patch(path: string, body: unknown): Promise<Answer>;
  delete(path: string): Promise<Answer>;
  /** The same tenant with another token. */
  as(token: string): Api;
}

/** A tenant for one test with its Management API as plain HTTP. */
export async function demoApi(options: DemoTenantOptions = {}): Promise<Api> {
  const tenant = await startDemoTenant(options);
  onTestFinished(() => tenant.close());
  return apiWith(tenant, tenant.accessToken);
}

function apiWith(tenant: DemoTenant, token: string): Api {
  const send = async (method: string, path: string, body?: unknown): Promise<Answer> => {
    const authorization = `Bearer ${token}`;
    const response = await fetch(`${tenant.url}/api/v2${path}`, {
      method,
      headers: body === undefined ? {authorization} : {authorization, ...json},
      ...(body === undefined ? {} : {body: JSON.stringify(body)}),
    });
    return readAnswer(response);
  };
  return {
    tenant,
    get: path => send('GET', path),
    post: (path, body) => send('POST', path, body),
    patch: (path, body) => send('PATCH', path, body),
    delete: path => send('DELETE', path),
    as: other => apiWith(tenant, other),
  };
}

const json = {'content-type': 'application/json'};

export async function readAnswer(response: Response): Promise<Answer> {
  const text = await response.text();
  const {status, headers} = response;
  return {status, headers, text, body: text === '' ? undefined : JSON.parse(text)};
}

/** `POST /oauth/token` with a form. */
export async function requestClientToken(
  tenant: DemoTenant,
  parameters: {readonly [name: string]: string},
): Promise<Answer> {
  const body = new URLSearchParams({grant_type: 'client_credentials', ...parameters});
  return readAnswer(await fetch(`${tenant.url}/oauth/token`, {method: 'POST', body}));
}

export async function fetchJwks(tenant: DemoTenant) {
  const response = await fetch(`${tenant.url}/.well-known/jwks.json`);
  return Object(await response.json());
}

/** Throws where no application has that name. */
export function findApplication(tenant: DemoTenant, name: string) {
  const found = tenant.store.clients.find(client => client.name === name);
  if (found === undefined) throw new Error(`no application is named ${name}`);
  return found;
}

export const audience = 'https://api.exampleco.com/timesheets';

export function findApi(tenant: DemoTenant) {
  const found = tenant.store.resourceServers.find(api => api.identifier === audience);
  if (found === undefined) throw new Error('the tenant has no Timesheets API');
  return found;
}

export function findGrant(tenant: DemoTenant, identifier: string = audience) {
  const found = tenant.store.clientGrants.find(grant => grant.audience === identifier);
  if (found === undefined) throw new Error(`nobody is granted ${identifier}`);
  return found;
}

export const encoded = encodeURIComponent;
