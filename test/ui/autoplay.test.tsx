import {render} from 'ink';
import {afterEach, beforeEach, describe, expect, it, onTestFinished, vi} from 'vitest';
import {scenarios} from '../../src/emulator/scenarios/scenarios.js';
import {App} from '../../src/ui/app.js';
import {createAutoplay, positionOf, type Story} from '../../src/ui/autoplay/autoplay.js';
import {scripts} from '../../src/ui/autoplay/scripts.js';
import {type Key, press} from '../../src/ui/keys.js';
import {widthOf} from '../../src/ui/text.js';
import {symbolSets} from '../../src/ui/theme.js';
import {createSeenScreen} from '../../src/ui/use-keys.js';
import type {Event} from '../../src/wizard/event.js';
import {reduce} from '../../src/wizard/reducer.js';
import type {State} from '../../src/wizard/state.js';
import {fakeTerminal} from '../support/drive.js';
import {driftedStore, freshStore} from '../support/fake-stores.js';
import {readState} from '../support/states.js';

beforeEach(() => {
  vi.useFakeTimers({toFake: ['setTimeout', 'clearTimeout']});
  return () => vi.useRealTimers();
});

const story: Story = {
  cues: [
    {position: 'api name', caption: 'A name.', press: ['enter']},
    {position: 'overlay why', caption: 'Never shown.', press: ['escape']},
    {position: 'api identifier', caption: 'An identifier.', press: ['enter']},
    {position: 'api tokenProfile', caption: 'A profile.', press: ['j', 'k', 'j']},
  ],
  remarks: [{position: 'waiting', caption: 'A pause.'}],
};

/** A wizard that runs no effects, and a simulated user. */
function play(start: State, {speed = 1, ...overrides}: Partial<Story> & {speed?: number} = {}) {
  let state = start;
  const listeners = new Set<() => void>();
  const store = {
    state: () => state,
    dispatch: (event: Event) => {
      state = reduce(state, event);
      for (const listener of listeners) listener();
    },
    subscribe: (listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    close: () => {},
  };
  const player = createAutoplay({...story, ...overrides, speed}, store);
  const pressAsUser = (key: Key) => {
    if (player.handleKey(key) === 'ignored') press(store, key);
  };
  player.start();
  onTestFinished(player.stop);
  return {
    dispatch: store.dispatch,
    pressKey: (name: string) =>
      pressAsUser(name.length === 1 ? {kind: 'text', text: name} : {kind: 'named', name}),
    position: () => positionOf(state),
    caption: () => player.status()?.caption,
    mode: () => player.status()?.mode,
    tokenProfile: () => state.choices.blueprint.resourceServer.tokenProfile,
    state: () => state,
    player,
    store,
  };
}

const waitingEvent = (until: 'begins' | 'ends'): Event => {
  const request = {id: 9, method: 'GET', path: '/api/v2/clients'};
  return {
    type: 'called',
    at: 0,
    event:
      until === 'begins'
        ? {type: 'waiting', ...request, attempt: 2, reason: 'rate-limit', ms: 1000}
        : {type: 'sent', ...request, attempt: 2},
  };
};

describe('autoplay', () => {
  it('shows a caption, leaves time to read it, and presses the keys', async () => {
    const walkthrough = play(await readState(freshStore()));
    expect(walkthrough.caption()).toBe('A name.');
    await vi.advanceTimersByTimeAsync(1000);
    expect(walkthrough.position()).toBe('api name');
    await vi.advanceTimersByTimeAsync(1000);
    expect([walkthrough.position(), walkthrough.caption()]).toEqual([
      'api identifier',
      'An identifier.',
    ]);
  });

  it('runs at the given speed', async () => {
    const walkthrough = play(await readState(freshStore()), {speed: 2});
    await vi.advanceTimersByTimeAsync(1000);
    expect(walkthrough.position()).toBe('api identifier');
  });

  it.each([0.5, 1, 1000])('reaches the same end at speed %s', async speed => {
    const walkthrough = play(await readState(freshStore()), {speed});
    await vi.runAllTimersAsync();
    expect(walkthrough.position()).toBe('api tokenProfile');
    expect(walkthrough.tokenProfile()).toBe('rfc9068');
    expect(walkthrough.caption()).toBeUndefined();
  });

  it('pauses and resumes with the space bar', async () => {
    const walkthrough = play(await readState(freshStore()));
    walkthrough.pressKey(' ');
    expect(walkthrough.mode()).toBe('paused');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(walkthrough.position()).toBe('api name');
    walkthrough.pressKey(' ');
    await vi.advanceTimersByTimeAsync(500);
    expect([walkthrough.position(), walkthrough.mode()]).toEqual(['api identifier', 'playing']);
  });

  it('steps with the right arrow, paused or not', async () => {
    const walkthrough = play(await readState(freshStore()));
    walkthrough.pressKey('right');
    expect(walkthrough.caption()).toBe('An identifier.');
    walkthrough.pressKey(' ');
    walkthrough.pressKey('right');
    expect([walkthrough.caption(), walkthrough.mode()]).toEqual(['A profile.', 'paused']);
    walkthrough.pressKey('right');
    expect(walkthrough.tokenProfile()).toBe('rfc9068');
  });

  it.each(['enter', 'x', 'ctrl-u', 'left'])('returns control to the keyboard on %s', async name => {
    const walkthrough = play(await readState(freshStore()));
    walkthrough.pressKey(name);
    expect(walkthrough.caption()).toBeUndefined();
    await vi.runAllTimersAsync();
    expect(walkthrough.position()).toBe('api name');
    walkthrough.pressKey('enter');
    expect(walkthrough.position()).toBe('api identifier');
  });

  it('can be interrupted like the wizard', async () => {
    const walkthrough = play(await readState(freshStore()));
    walkthrough.pressKey('ctrl-c');
    expect(walkthrough.state().exit).toBe('interrupted');
  });

  it('announces every wait, and skips nothing because of it', async () => {
    const walkthrough = play(await readState(freshStore()));
    walkthrough.dispatch(waitingEvent('begins'));
    await vi.advanceTimersByTimeAsync(1600);
    expect(walkthrough.caption()).toBe('A pause.');
    walkthrough.dispatch(waitingEvent('ends'));
    walkthrough.dispatch(waitingEvent('begins'));
    await vi.advanceTimersByTimeAsync(1300);
    expect(walkthrough.caption()).toBe('A pause.');
    walkthrough.dispatch(waitingEvent('ends'));
    await vi.advanceTimersByTimeAsync(1300);
    expect(walkthrough.caption()).toBe('An identifier.');
    await vi.runAllTimersAsync();
    expect(walkthrough.tokenProfile()).toBe('rfc9068');
  });

  it('types the tenant’s name to confirm', async () => {
    const walkthrough = play(await readState(driftedStore()), {
      cues: [
        {position: 'overview overview', caption: '', press: ['right', 'enter']},
        {position: 'overview confirm', caption: '', types: 'tenant-name', press: []},
      ],
    });
    await vi.runAllTimersAsync();
    expect(walkthrough.state().confirmText).toBe('acme');
  });
});

describe('captions', () => {
  afterEach(() => vi.useRealTimers());

  it('exist for every scenario with a story', () => {
    expect(scenarios.map(({name}) => name)).toEqual(expect.arrayContaining(Object.keys(scripts)));
  });

  const captions = Object.values(scripts).flatMap(({cues, remarks = []}) =>
    [...cues, ...remarks].map(({caption}) => caption),
  );

  it.each([...new Set(captions)])('fit 80 columns: %s', caption => {
    expect(widthOf(caption)).toBeLessThanOrEqual(76);
  });

  it('are complete on a narrow terminal, and leave the same number of lines', async () => {
    const caption = 'The identifier is the audience of every token. It is a name, never called.';
    const walkthrough = play(await readState(freshStore()), {
      cues: [{position: 'api name', caption, press: []}],
    });
    const {streams, frame} = fakeTerminal({columns: 40, rows: 20});
    const {unmount} = render(
      <App
        store={walkthrough.store}
        symbols={symbolSets.unicode}
        seenScreen={createSeenScreen()}
        player={walkthrough.player}
      />,
      {...streams, debug: true, patchConsole: false},
    );
    onTestFinished(() => unmount());
    const lines = frame()
      .split('\n')
      .map(line => line.trimEnd());
    expect(lines.slice(-4)).toEqual([
      '▸ The identifier is the audience of',
      '  every token. It is a name, never',
      '  called.',
      'space pause   → step   else: take over',
    ]);
    expect(lines).toHaveLength(20);
  });
});
