import type {X509Certificate} from 'node:crypto';
import {TLSSocket} from 'node:tls';
import type {HttpBindings} from '@hono/node-server';
import type {Context} from 'hono';
import {applyPatch} from './defaults.js';
import {apiError, found} from './errors.js';
import {attempt, type Json, type JsonObject} from './records.js';
import {type Rule, type ValueOf, validate} from './validation.js';

/** Request variables that middleware sets for the routes. */
export type AppEnv = {
  Bindings: HttpBindings;
  Variables: {
    /** The scopes of the Management API token. */
    scopes: ReadonlySet<string>;
    /** For the fault `store-differently`: values to store instead of those sent. */
    storeOverride: JsonObject | undefined;
  };
};

export type AppContext = Context<AppEnv>;

export function jsonResponse(
  status: number,
  body: Json,
  extraHeaders: Readonly<Record<string, string>> = {},
): Response {
  const headers = {'content-type': 'application/json; charset=utf-8', ...extraHeaders};
  return new Response(JSON.stringify(body), {status, headers});
}

/** The client certificate from the TLS handshake. */
export function peerCertificate(c: AppContext): X509Certificate | undefined {
  const {socket} = c.env.incoming;
  return socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
}

export function noContent(): Response {
  return new Response(null, {status: 204});
}

/** The content type without its parameters. */
export function mediaType(c: AppContext): string | undefined {
  return c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase();
}

/** The error texts for bodies are those of hapi, which Auth0 uses [unverified]. */
export const invalidJson = 'Invalid request payload JSON format';

/** The JSON body of a write. */
export async function readJsonBody(c: AppContext): Promise<Json> {
  const type = mediaType(c) ?? 'application/json';
  if (type !== 'application/json') throw apiError(415);
  const text = await c.req.text();
  if (text === '') return null;
  return found<Json>(
    attempt(() => JSON.parse(text)),
    () => apiError(400, invalidJson, 'invalid_body'),
  );
}

/** The body of a write, checked by its schema. */
export async function readBody<R extends Rule>(c: AppContext, rule: R): Promise<ValueOf<R>> {
  return validate(rule, 'Payload', await readJsonBody(c));
}

/** The validated body with the fault `store-differently` applied. */
export function applyStoreOverride<T extends JsonObject>(c: AppContext, body: T): T {
  const storeOverride = c.get('storeOverride');
  return storeOverride === undefined ? body : applyPatch(body, storeOverride);
}

/** The timer doesn't keep the process alive. */
export function sleep(ms: number): Promise<void> {
  return new Promise(resolve => void setTimeout(resolve, ms).unref());
}
