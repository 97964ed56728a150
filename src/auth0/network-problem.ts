import {Problem, type ProblemInit} from '../engine/problem.js';

/** Whether the tenant may have handled a request of which no answer came. */
type Effect = NonNullable<ProblemInit['effect']>;

const resolving = new Set(['ENOTFOUND', 'EAI_AGAIN', 'EAI_NODATA', 'EAI_NONAME']);
const connecting = new Set([
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EHOSTDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const breaking = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET', 'ECONNABORTED', 'ETIMEDOUT']);

/** What a failed `fetch` means, by the system's code deep in its causes. `host` is named in it. */
export function networkProblem(error: unknown, host: string, effect: Effect): Problem {
  const {code, text} = rootOf(error);
  if (resolving.has(code)) {
    return new Problem('dns', {
      message: `${host} can’t be found: its name doesn’t resolve (${code}).`,
      hint: 'Check the domain for a typing mistake, and that this machine is online.',
    });
  }
  if (connecting.has(code)) {
    return new Problem('unreachable', {
      message: `${host} can’t be reached (${code}).`,
      hint: 'Check that this machine is online, and whether a proxy is needed (HTTPS_PROXY).',
    });
  }
  if (isTls(code, text)) {
    return new Problem('tls', {
      message: `The certificate of ${host} is not trusted (${code || text}).`,
      hint: 'Behind a company’s proxy, name its certificate authority in NODE_EXTRA_CA_CERTS. Elsewhere, somebody may be listening in.',
    });
  }
  if (/proxy|tunnel/i.test(text) || code === 'UND_ERR_PRX_TLS') {
    return new Problem('proxy', {
      message: `The proxy let no request through to ${host} (${text}).`,
      hint: 'Check HTTPS_PROXY and its credentials; NO_PROXY names hosts that are reached without it.',
    });
  }
  return new Problem('connection_lost', {
    message: `The connection to ${host} broke off${breaking.has(code) ? ` (${code})` : ''}.`,
    hint: 'Try again; what was done stays done, and the rest goes on from there.',
    effect,
  });
}

function isTls(code: string, text: string): boolean {
  return (
    code.startsWith('ERR_TLS') ||
    code.startsWith('ERR_SSL') ||
    code.startsWith('CERT_') ||
    code.startsWith('UNABLE_TO_') ||
    code.includes('SELF_SIGNED') ||
    /certificate|wrong version number/i.test(text)
  );
}

/** The deepest cause: fetch wraps what happened. Only its code and text are used, never its fields. */
function rootOf(error: unknown): {readonly code: string; readonly text: string} {
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

export function timedOut(host: string, ms: number, effect: Effect): Problem {
  return new Problem('timeout', {
    message: `${host} did not answer within ${Math.round(ms / 1000)} s.`,
    hint: 'Try again; if it stays like this, look at https://status.auth0.com.',
    effect,
  });
}

export function interrupted(): Problem {
  return new Problem('interrupted', {
    message: 'Interrupted.',
    hint: 'Run the program again: it goes on where it was.',
  });
}

export function redirected(host: string, location: string | null): Problem {
  const target = location === null ? 'somewhere else' : location.slice(0, 120);
  return new Problem('redirected', {
    message: `${host} sends requests on to ${target}; credentials don’t follow.`,
    hint: 'Check the domain: an Auth0 tenant answers itself. A network’s log-in page may be in between: open a browser and look.',
  });
}
