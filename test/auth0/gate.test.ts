import {describe, expect, it} from 'vitest';
import {Gate} from '../../src/auth0/gate.js';
import {FakeClock} from './support/fake-clock.js';

function setUp() {
  const clock = new FakeClock();
  const gate = new Gate(clock);
  const log: string[] = [];
  const enter = (name: string, signal?: AbortSignal) =>
    gate
      .enter(signal, ms => log.push(`${name} waits ${ms}`))
      .then(
        () => log.push(`${name} in`),
        () => log.push(`${name} gave up`),
      );
  return {clock, gate, log, enter};
}

const settled = () => new Promise(resolve => setImmediate(resolve));
const spent = {limit: 2, remaining: 0, resetIn: 1_000};

describe('Gate', () => {
  it('lets in first who came first, when the limit allows, and says once how long it takes', async () => {
    const {clock, gate, log, enter} = setUp();
    await enter('a');
    gate.leave(spent);
    const waiting = [enter('b'), enter('c')];
    clock.pass(1_000);
    await settled();
    expect(log).toEqual(['a in', 'b waits 1050', 'c waits 1050']);
    clock.pass(50);
    await settled();
    expect(log.at(-1)).toBe('b in');
    gate.leave({limit: 2, remaining: 1, resetIn: 500});
    await Promise.all(waiting);
    expect(log.at(-1)).toBe('c in');
    expect(clock.pending).toBe(0);
  });

  it('holds all back after a refusal', async () => {
    const {clock, gate, log, enter} = setUp();
    await enter('a');
    gate.leave(undefined, 3_000);
    const waiting = enter('b');
    clock.pass(2_999);
    await settled();
    expect(log).toEqual(['a in', 'b waits 3000']);
    clock.pass(1);
    await waiting;
    expect(log.at(-1)).toBe('b in');
  });

  it('forgets at once who gives up, and leaves no timer behind', async () => {
    const {clock, gate, log, enter} = setUp();
    await enter('a');
    gate.leave(spent);
    const abort = new AbortController();
    const waiting = enter('b', abort.signal);
    expect(clock.pending).toBe(1);
    abort.abort();
    await waiting;
    expect(log.at(-1)).toBe('b gave up');
    expect(clock.pending).toBe(0);
    await enter('c', AbortSignal.abort());
    expect(log.at(-1)).toBe('c gave up');
  });

  it('gives the turn of one that gave up to the next', async () => {
    const {clock, gate, log, enter} = setUp();
    await enter('a');
    gate.leave(spent);
    const abort = new AbortController();
    const waiting = [enter('b', abort.signal), enter('c')];
    abort.abort();
    clock.pass(1_050);
    await Promise.all(waiting);
    expect(log.slice(-2)).toEqual(['b gave up', 'c in']);
  });
});
