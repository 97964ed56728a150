import {masked, maskSecrets, strict} from '../model/known-secrets.js';
import type {HttpRequest} from './http-message.js';

/** The secrets that a request carries: whoever answers may send them back, in any place. */
export function secretsSentIn({
  headers,
  body,
}: Pick<HttpRequest, 'headers' | 'body'>): readonly string[] {
  const [, scheme = '', credentials = ''] = /^(\S+) (.+)$/.exec(headers.authorization ?? '') ?? [];
  const form = headers['content-type'] === 'application/x-www-form-urlencoded' ? body : undefined;
  const found = [
    credentials,
    ...(scheme === 'Basic' ? [passwordIn(credentials)] : []),
    new URLSearchParams(form).get('client_secret') ?? '',
    new URLSearchParams(form).get('client_assertion') ?? '',
  ];
  return found.filter(secret => secret !== '');
}

/** A token, or the beginning of one that was cut. */
const jwt = /\beyJ[\w-]{8,}(?:\.[\w-]*)*/g;

/** What a server says, without tokens, without them and without those that are known, in any shape or in part. */
export function withoutSecrets(text: string, sent: readonly string[] = []): string {
  return maskSecrets(text.replace(jwt, masked), {least: strict, also: sent});
}

/** Id and secret are form-encoded in it: RFC 6749, section 2.3.1. */
function passwordIn(credentials: string): string {
  const pair = Buffer.from(credentials, 'base64').toString();
  const encoded = pair.slice(pair.indexOf(':') + 1);
  return new URLSearchParams(`secret=${encoded}`).get('secret') ?? '';
}
