import type {X509Certificate} from 'node:crypto';
import {TLSSocket} from 'node:tls';
import type {HttpBindings} from '@hono/node-server';
import type {Context} from 'hono';
import {applyPatch} from './defaults.js';
import {refusal} from './errors.js';
import type {Json, JsonObject} from './records.js';

/** What the middlewares leave on a request for those that come after them. */
export type AppEnv = {
  Bindings: HttpBindings;
  Variables: {
    /** The scopes of the Management API token. */
    scopes: ReadonlySet<string>;
    /** Written fields that the tenant is to store differently without a word: a fault. */
    distortion: JsonObject | undefined;
  };
};

export type AppContext = Context<AppEnv>;

export function jsonResponse(
  status: number,
  body: Json,
  more: Readonly<Record<string, string>> = {},
): Response {
  const headers = {'content-type': 'application/json; charset=utf-8', ...more};
  return new Response(JSON.stringify(body), {status, headers});
}

/** The certificate that the client showed in the TLS handshake. */
export function peerCertificate(c: AppContext): X509Certificate | undefined {
  const {socket} = c.env.incoming;
  return socket instanceof TLSSocket ? socket.getPeerX509Certificate() : undefined;
}

export function noContent(): Response {
  return new Response(null, {status: 204});
}

/** The JSON body of a write; the texts are hapi's, which Auth0 runs on [unverified]. */
export async function readJsonBody(c: AppContext): Promise<Json> {
  const type = c.req.header('content-type') ?? 'application/json';
  if (!type.startsWith('application/json')) throw refusal(415, 'Unsupported Media Type');
  const text = await c.req.text();
  if (text === '') return null;
  try {
    return JSON.parse(text);
  } catch {
    throw refusal(400, 'Invalid request payload JSON format', 'invalid_body');
  }
}

/** The body as the tenant will store it, once it is validated. */
export function applyDistortion<T extends JsonObject>(c: AppContext, body: T): T {
  const distortion = c.get('distortion');
  return distortion === undefined ? body : applyPatch(body, distortion);
}

/** The last path segment that stands for an id, decoded. */
export function idParameter(c: AppContext): string {
  return c.req.param('id') ?? '';
}

/**
 * An API by its id, or by its identifier encoded once, or even twice [recorded, section 4.1].
 */
export function identifierCandidates(c: AppContext): readonly string[] {
  const once = idParameter(c);
  try {
    return [once, decodeURIComponent(once)];
  } catch {
    return [once];
  }
}

/** Waits without keeping the process alive for it. */
export function sleep(ms: number): Promise<void> {
  return new Promise(resolve => void setTimeout(resolve, ms).unref());
}
