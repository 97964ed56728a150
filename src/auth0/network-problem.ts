import {Problem} from '../model/errors.js';
import {visible} from '../text/escape.js';
import {describeRequest} from './foreign-response.js';
import {type HttpRequest, tooLateCode} from './raw-request.js';
import {collectSentSecrets, maskSentSecrets, quoteText} from './redact.js';

/** Whether Auth0 may have handled a request that got no response. */
type RequestEffect = 'none' | 'unknown';

const dnsErrorCodes = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']);
const connectErrorCodes = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'CONNECT_TIMEOUT',
]);
const tlsErrorCode = /^(?:ERR_TLS|ERR_SSL|CERT_|UNABLE_TO_)|SELF_SIGNED/;
const tlsErrorText = /certificate|wrong version number|tls handshake|before secure TLS/i;

/**
 * Maps a failed request to a `Problem` by the system error code at the root of its causes. The
 * error itself is dropped: library errors hold the request, and with it the credentials.
 */
export function networkProblem(
  error: unknown,
  request: HttpRequest,
  effect: RequestEffect,
  proxy: string | undefined,
): Problem {
  const {code, text: rawText} = findRootCause(error);
  // The text may quote names from the server's certificate, so it is untrusted.
  const text = quoteText(rawText, collectSentSecrets(request));
  const {host} = request.url;
  if (code === tooLateCode) {
    return new Problem('timeout', {
      message: `The connection to ${host} took too long to open, so ${describeRequest(request)} was not sent: the tenant may have changed since it was read.`,
      hint: 'Check your network and proxy, then run this tool again.',
    });
  }
  if (proxy !== undefined && isProxyError(code, text)) return proxyProblem(proxy, host, code, text);
  if (dnsErrorCodes.has(code)) {
    return new Problem('dns', {
      message: `${host} can’t be found: its name does not resolve (${code}).`,
      hint: 'Check the domain for typos, and check that this machine is online.',
    });
  }
  if (connectErrorCodes.has(code)) {
    return new Problem('unreachable', {
      message: `${host} can’t be reached (${code}).`,
      hint: 'Check that this machine is online, and whether your network requires a proxy (HTTPS_PROXY).',
    });
  }
  if (tlsErrorCode.test(code) || tlsErrorText.test(text)) return tlsProblem(host, code || text);
  return new Problem('connection_lost', {
    message: `The connection was lost during ${describeRequest(request)}${code === '' ? '' : ` (${code})`}.`,
    hint: 'Try again. Finished changes are kept, and this tool continues with the rest.',
    effect,
  });
}

/** With a proxy, DNS and connection errors concern the proxy, not Auth0. */
function isProxyError(code: string, text: string): boolean {
  return dnsErrorCodes.has(code) || connectErrorCodes.has(code) || /proxy|tunnel/i.test(text);
}

function proxyProblem(proxy: string, host: string, code: string, text: string): Problem {
  const status = /\((\d{3})\)/.exec(text)?.[1];
  const message =
    status === undefined
      ? `The proxy ${proxy} can’t be reached (${code}).`
      : `The proxy ${proxy} refused a connection to ${host} (${status}).`;
  return new Problem('proxy', {
    message,
    hint:
      status === '407'
        ? 'The proxy requires credentials. Set them in HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT'
        : 'Check HTTPS_PROXY. To reach a host without the proxy, add the host to NO_PROXY.',
  });
}

function tlsProblem(host: string, why: string): Problem {
  if (why === 'EPROTO') {
    return new Problem('tls', {
      message: `${host} doesn’t support HTTPS (${why}).`,
      hint: 'Auth0 tenants always support it, so check the domain. If this is an emulator on this machine, start its address with http://.',
    });
  }
  const hasInvalidDate = why === 'CERT_HAS_EXPIRED' || why === 'CERT_NOT_YET_VALID';
  return new Problem('tls', {
    message: `The connection to ${host} is not secure: its certificate was rejected (${why}).`,
    hint: hasInvalidDate
      ? 'Check this machine’s clock. Behind a corporate proxy, set NODE_EXTRA_CA_CERTS to the proxy’s CA certificate (a PEM file).'
      : 'Behind a corporate proxy, set NODE_EXTRA_CA_CERTS to the proxy’s CA certificate (a PEM file). Otherwise, someone may be intercepting the connection.',
  });
}

/** The deepest cause. A host with several addresses fails with an `AggregateError`. */
function findRootCause(error: unknown): {readonly code: string; readonly text: string} {
  let current: unknown = error;
  let code = '';
  let text = '';
  for (let depth = 0; depth < 6 && current instanceof Error; depth += 1) {
    text = current.message;
    if ('code' in current && typeof current.code === 'string') code = current.code;
    current = current instanceof AggregateError ? current.errors[0] : current.cause;
  }
  return {code, text: text.slice(0, 120)};
}

export function timeoutProblem(request: HttpRequest, ms: number, effect: RequestEffect): Problem {
  return new Problem('timeout', {
    message: `Auth0 did not finish its response to ${describeRequest(request)} within ${Math.round(ms / 100) / 10} s.`,
    hint: 'Try again. If it keeps failing, check https://status.auth0.com.',
    effect,
  });
}

/** The user interrupted a request; a write that was in flight may have been handled. */
export function interruptedProblem(request: HttpRequest, effect: RequestEffect): Problem {
  return new Problem('interrupted', {
    message: `Interrupted during ${describeRequest(request)}${effect === 'none' ? '.' : '. The change may have been applied.'}`,
    hint: 'Run this tool again. It continues where it stopped.',
    effect,
  });
}

export function redirectProblem(request: HttpRequest, location: string | null): Problem {
  const echoesSecret =
    maskSentSecrets(location ?? '', collectSentSecrets(request)) !== (location ?? '');
  const target = echoesSecret ? 'another address' : describeHost(location, request.url);
  return new Problem('redirected', {
    message: `${describeRequest(request)} was redirected to ${target}, so no credentials were sent there.`,
    hint: 'Auth0 doesn’t redirect these requests, so check the domain. A network login page may have answered instead: open a web page in your browser to see.',
  });
}

/** Only the host: the rest of the URL may echo what was sent. */
function describeHost(location: string | null, base: URL): string {
  if (location === null || !URL.canParse(location, base.href)) return 'another address';
  return visible(new URL(location, base).host).slice(0, 120);
}
