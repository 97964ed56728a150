import {describe, expect, it} from 'vitest';
import {type Call, findWaitingCall, logCall} from '../../src/wizard/call-log.js';

const request = {id: 1, method: 'GET', path: '/api/v2/clients'};

describe('logCall', () => {
  it('updates one entry from sent through waiting to answered', () => {
    let calls: readonly Call[] = [];
    calls = logCall(calls, {type: 'sent', ...request, attempt: 1}, 0);
    calls = logCall(
      calls,
      {type: 'waiting', ...request, attempt: 2, reason: 'rate-limit', ms: 3000},
      500,
    );
    expect(findWaitingCall(calls)?.progress).toEqual({
      kind: 'waiting',
      reason: 'rate-limit',
      until: 3500,
    });
    calls = logCall(calls, {type: 'sent', ...request, attempt: 2}, 3500);
    expect(findWaitingCall(calls)).toBeUndefined();
    calls = logCall(calls, {type: 'answered', id: 1, status: 200, ms: 40}, 3540);
    expect(calls).toEqual([
      {...request, attempt: 2, progress: {kind: 'answered', status: 200, ms: 40}},
    ]);
  });

  it('keeps at most 200 calls', () => {
    let calls: readonly Call[] = [];
    for (let id = 0; id < 1000; id += 1) {
      calls = logCall(calls, {type: 'sent', ...request, id, attempt: 1}, 0);
    }
    expect(calls).toHaveLength(200);
    expect(calls.at(-1)?.id).toBe(999);
  });
});
