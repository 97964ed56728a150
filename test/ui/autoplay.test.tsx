import {render} from 'ink';
import {afterEach, beforeEach, describe, expect, it, onTestFinished, vi} from 'vitest';
import {scenarios} from '../../src/emulator/scenarios/scenarios.js';
import {App} from '../../src/ui/app.js';
import {autoplay, positionOf, type Story} from '../../src/ui/autoplay/autoplay.js';
import {scripts} from '../../src/ui/autoplay/scripts.js';
import {type Key, press} from '../../src/ui/keys.js';
import {widthOf} from '../../src/ui/text.js';
import {symbolSets} from '../../src/ui/theme.js';
import {unseen} from '../../src/ui/use-keys.js';
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
    {at: 'api name', caption: 'A name.', press: ['enter']},
    {at: 'overlay why', caption: 'Never shown.', press: ['escape']},
    {at: 'api identifier', caption: 'An identifier.', press: ['enter']},
    {at: 'api tokenProfile', caption: 'A profile.', press: ['j', 'k', 'j']},
  ],
  remarks: [{at: 'waiting', caption: 'A pause.'}],
};

/** A wizard that does no work, and a person at its keyboard. */
function play(start: State, {speed = 1, ...told}: Partial<Story> & {speed?: number} = {}) {
  let state = start;
  const listeners = new Set<() => void>();
  const conversation = {
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
  const player = autoplay({...story, ...told, speed}, conversation);
  const person = (key: Key) => {
    if (player.hear(key) === 'passed') press(conversation, key);
  };
  player.start();
  onTestFinished(player.stop);
  return {
    dispatch: conversation.dispatch,
    presses: (name: string) =>
      person(name.length === 1 ? {kind: 'text', text: name} : {kind: 'named', name}),
    at: () => positionOf(state),
    says: () => player.showing()?.caption,
    mode: () => player.showing()?.mode,
    profile: () => state.choices.blueprint.resourceServer.tokenProfile,
    state: () => state,
    player,
    conversation,
  };
}

const pause = (until: 'begins' | 'ends'): Event => {
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

describe('a walkthrough', () => {
  it('says a line, leaves time to read it, and presses the keys', async () => {
    const shown = play(await readState(freshStore()));
    expect(shown.says()).toBe('A name.');
    await vi.advanceTimersByTimeAsync(1000);
    expect(shown.at()).toBe('api name');
    await vi.advanceTimersByTimeAsync(1000);
    expect([shown.at(), shown.says()]).toEqual(['api identifier', 'An identifier.']);
  });

  it('is as many times faster as it is told', async () => {
    const shown = play(await readState(freshStore()), {speed: 2});
    await vi.advanceTimersByTimeAsync(1000);
    expect(shown.at()).toBe('api identifier');
  });

  it.each([0.5, 1, 1000])('comes to the same end at speed %s', async speed => {
    const shown = play(await readState(freshStore()), {speed});
    await vi.runAllTimersAsync();
    expect(shown.at()).toBe('api tokenProfile');
    expect(shown.profile()).toBe('rfc9068');
    expect(shown.says()).toBeUndefined();
  });

  it('pauses and goes on at the space bar', async () => {
    const shown = play(await readState(freshStore()));
    shown.presses(' ');
    expect(shown.mode()).toBe('paused');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(shown.at()).toBe('api name');
    shown.presses(' ');
    await vi.advanceTimersByTimeAsync(500);
    expect([shown.at(), shown.mode()]).toEqual(['api identifier', 'playing']);
  });

  it('steps on at the right arrow, paused or not', async () => {
    const shown = play(await readState(freshStore()));
    shown.presses('right');
    expect(shown.says()).toBe('An identifier.');
    shown.presses(' ');
    shown.presses('right');
    expect([shown.says(), shown.mode()]).toEqual(['A profile.', 'paused']);
    shown.presses('right');
    expect(shown.profile()).toBe('rfc9068');
  });

  it.each(['enter', 'x', 'ctrl-u', 'left'])('gives the keyboard up at %s', async name => {
    const shown = play(await readState(freshStore()));
    shown.presses(name);
    expect(shown.says()).toBeUndefined();
    await vi.runAllTimersAsync();
    expect(shown.at()).toBe('api name');
    shown.presses('enter');
    expect(shown.at()).toBe('api identifier');
  });

  it('can be interrupted like any wizard', async () => {
    const shown = play(await readState(freshStore()));
    shown.presses('ctrl-c');
    expect(shown.state().exit).toBe('interrupted');
  });

  it('says so at every wait, and leaves nothing out for it', async () => {
    const shown = play(await readState(freshStore()));
    shown.dispatch(pause('begins'));
    await vi.advanceTimersByTimeAsync(1600);
    expect(shown.says()).toBe('A pause.');
    shown.dispatch(pause('ends'));
    shown.dispatch(pause('begins'));
    await vi.advanceTimersByTimeAsync(1300);
    expect(shown.says()).toBe('A pause.');
    shown.dispatch(pause('ends'));
    await vi.advanceTimersByTimeAsync(1300);
    expect(shown.says()).toBe('An identifier.');
    await vi.runAllTimersAsync();
    expect(shown.profile()).toBe('rfc9068');
  });

  it('types the tenant’s name where it has to be typed', async () => {
    const shown = play(await readState(driftedStore()), {
      cues: [
        {at: 'overview overview', caption: '', press: ['right', 'enter']},
        {at: 'overview confirm', caption: '', types: 'tenant-name', press: []},
      ],
    });
    await vi.runAllTimersAsync();
    expect(shown.state().confirmText).toBe('acme');
  });
});

describe('the lines of a walkthrough', () => {
  afterEach(() => vi.useRealTimers());

  it('are there for every scenario that has a story', () => {
    expect(scenarios.map(({name}) => name)).toEqual(expect.arrayContaining(Object.keys(scripts)));
  });

  const captions = Object.values(scripts).flatMap(({cues, remarks = []}) =>
    [...cues, ...remarks].map(({caption}) => caption),
  );

  it.each([...new Set(captions)])('fit 80 columns: %s', caption => {
    expect(widthOf(caption)).toBeLessThanOrEqual(76);
  });

  it('are whole on a narrow terminal too, below as many lines as without them', async () => {
    const caption = 'The identifier is the audience of every token. It is a name, never called.';
    const shown = play(await readState(freshStore()), {
      cues: [{at: 'api name', caption, press: []}],
    });
    const {streams, frame} = fakeTerminal({columns: 40, rows: 20});
    const {unmount} = render(
      <App
        conversation={shown.conversation}
        symbols={symbolSets.unicode}
        sight={unseen()}
        player={shown.player}
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
