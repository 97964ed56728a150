import {Problem} from '../engine/problem.js';
import type {Answer, Ask} from './ask.js';
import {notAuth0, titleOf} from './foreign-answer.js';
import {interrupted, networkProblem, redirected, timedOut} from './network-problem.js';
import {type Head, oneRequest} from './one-request.js';
import type {Route} from './proxy.js';
import {secretsSentIn} from './sent-secrets.js';

/** More than a thousand times what Auth0's longest pages have. */
const mostCharacters = 64_000_000;

/**
 * Sends a request, once, and reads its answer. The time limit (milliseconds) holds for both: the
 * SDK's own ends at the headers. Redirects are not followed: credentials go nowhere else.
 * Throws `Problem` alone: of the network, redirected, not_auth0, proxy, interrupted.
 */
export async function exchange(ask: Ask, timeout: number, route: Route): Promise<Answer> {
  const {method, url, headers, body, signal} = ask;
  const abort = new AbortController();
  let ended: 'timeout' | 'interrupted' | undefined;
  const end = (why: typeof ended) => {
    ended ??= why;
    abort.abort();
  };
  const interrupt = () => end('interrupted');
  if (signal?.aborted) throw interrupted(ask, 'none');
  signal?.addEventListener('abort', interrupt, {once: true});
  const timer = setTimeout(() => end('timeout'), timeout);
  try {
    const request = {method, url, headers, ...(body !== undefined && {body}), signal: abort.signal};
    const head = await oneRequest(request, route.agent);
    return checked(ask, head, await textOf(ask, head));
  } catch (error) {
    if (ended === 'interrupted') throw interrupted(ask, effectOf(ask));
    if (ended === 'timeout') throw timedOut(ask, timeout, effectOf(ask));
    throw error instanceof Problem ? error : networkProblem(error, ask, effectOf(ask), route.proxy);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', interrupt);
  }
}

async function textOf(ask: Ask, {body}: Head): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of body) {
    text += decoder.decode(chunk, {stream: true});
    if (text.length > mostCharacters) throw notAuth0(ask, 'an answer without end', effectOf(ask));
  }
  return text + decoder.decode();
}

/** What is not Auth0's own answer must never look like one: a web page is no empty tenant. */
function checked(ask: Ask, {status, headers}: Head, text: string): Answer {
  if (status >= 300 && status < 400) throw redirected(ask, headers.get('location'));
  if (status === 407) {
    throw new Problem('proxy', {
      message: `A proxy between here and ${ask.url.host} asks for credentials (407).`,
      hint: 'Give them in HTTPS_PROXY: http://USER:PASSWORD@HOST:PORT.',
      status,
    });
  }
  const json = parsed(text);
  const nothing = text === '' && (status === 204 || ask.method === 'DELETE');
  // A server in trouble, or one in front of it, need not say so in JSON.
  const troubled = status >= 500 || status === 429 || status === 408;
  if (json === undefined && !nothing && !troubled) {
    throw notAuth0(ask, titleOf(text, headers, secretsSentIn(ask)), effectOf(ask), status);
  }
  return {status, headers, text, json};
}

/** Whether the tenant may have handled a request of which no answer of its came. */
export function effectOf({repeat}: Pick<Ask, 'repeat'>): 'none' | 'unknown' {
  return repeat === 'once' ? 'unknown' : 'none';
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
