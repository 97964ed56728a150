import type {RecordedRequest} from '../../../src/emulator/server.js';

export interface Traffic {
  readonly requests: number;
  readonly writes: number;
  /** Sequential round trips. */
  readonly waves: number;
  readonly tokens: number;
  readonly refused: number;
}

/**
 * What a run cost. On a tenant that takes `latencyMs` for each answer, a request that arrives
 * sooner than that after the first of a wave was sent without waiting for an answer of it.
 */
export function trafficOf(log: readonly RecordedRequest[], latencyMs: number): Traffic {
  const management = log.filter(({path}) => path.startsWith('/api/v2/'));
  let waves = 0;
  let since = Number.NEGATIVE_INFINITY;
  for (const {atMs} of management) {
    if (atMs - since < latencyMs * 0.9) continue;
    waves += 1;
    since = atMs;
  }
  return {
    requests: management.length,
    writes: management.filter(({method}) => method !== 'GET').length,
    waves,
    tokens: log.filter(({path}) => path === '/oauth/token').length,
    refused: log.filter(({status}) => status === 429).length,
  };
}
