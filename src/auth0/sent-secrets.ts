import {maskSecrets, strict} from '../model/known-secrets.js';
import type {HttpRequest} from './http-message.js';

/** The secrets in a request, which a server may echo anywhere in its response. */
export function collectSentSecrets({
  headers,
  body,
}: Pick<HttpRequest, 'headers' | 'body'>): readonly string[] {
  const [, scheme = '', credentials = ''] = /^(\S+) (.+)$/.exec(headers.authorization ?? '') ?? [];
  const form = headers['content-type'] === 'application/x-www-form-urlencoded' ? body : undefined;
  const secrets = [
    credentials,
    ...(scheme === 'Basic' ? [readBasicPassword(credentials)] : []),
    new URLSearchParams(form).get('client_secret') ?? '',
    new URLSearchParams(form).get('client_assertion') ?? '',
  ];
  return secrets.filter(secret => secret !== '');
}

/** Masks tokens, those in `sentSecrets` and all registered ones, also encoded or in part. */
export function maskSentSecrets(text: string, sentSecrets: readonly string[] = []): string {
  return maskSecrets(text, {least: strict, also: sentSecrets});
}

/** The client id and secret are form-encoded in the header: RFC 6749, section 2.3.1. */
function readBasicPassword(credentials: string): string {
  const pair = Buffer.from(credentials, 'base64').toString();
  const encoded = pair.slice(pair.indexOf(':') + 1);
  return new URLSearchParams(`secret=${encoded}`).get('secret') ?? '';
}
