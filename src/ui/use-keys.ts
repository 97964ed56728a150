import {useInput, usePaste} from 'ink';
import {useInsertionEffect} from 'react';
import type {Screen} from '../wizard/screen.js';
import type {State} from '../wizard/state.js';
import type {Store} from '../wizard/store.js';
import {questionKey, viewOf} from '../wizard/view.js';
import type {Autoplay} from './autoplay/autoplay.js';
import {type Key, keysOf, pasteOf, press} from './keys.js';
import {useSuspend} from './use-suspend.js';

interface Seen {
  readonly question: string;
  readonly busy: Screen['busy'];
}

/**
 * What the user has seen on the terminal. Keys act only on that: after type-ahead, or a paste
 * without markers, a line break and the letters after it would otherwise act on a screen the user
 * hasn't seen.
 */
export interface Sight {
  /** What React has rendered, and the part of it that is already on the terminal. */
  rendered: Seen;
  seen: Seen;
}

export function unseen(): Sight {
  const nothing: Seen = {question: '', busy: true};
  return {rendered: nothing, seen: nothing};
}

/** For `onRender`: what was rendered is now on the terminal. */
export function drawn(sight: Sight): void {
  sight.seen = sight.rendered;
}

function seenOf(state: State): Seen {
  return {question: questionKey(state), busy: viewOf(state).screen.busy};
}

/**
 * Whether the user has seen this screen. Work that has ended since doesn't matter; work that has
 * started does.
 */
function isKnown({seen}: Sight, now: Seen): boolean {
  return seen.question === now.question && (!now.busy || seen.busy);
}

interface KeysOptions {
  readonly conversation: Pick<Store, 'state' | 'dispatch'>;
  readonly sight: Sight;
  /** During a walkthrough, the player handles keys first. */
  readonly player: Pick<Autoplay, 'hear' | 'start' | 'stop'> | undefined;
  /** Called each time the user suspends the program. */
  readonly onSuspend: (suspension: Promise<void>) => void;
  readonly onRedraw: () => void;
}

/** Handles typed and pasted input. */
export function useKeys(options: KeysOptions): void {
  const {conversation, sight, player, onSuspend, onRedraw} = options;
  const {state} = conversation;
  const suspend = useSuspend();
  const rendered = seenOf(state());
  useInsertionEffect(() => {
    sight.rendered = rendered;
  });
  const on = (key: Key) => {
    if (isNamed(key, 'ctrl-z')) onSuspend(pausing(player, suspend));
    else if (isNamed(key, 'ctrl-l')) onRedraw();
    else if (player?.hear(key) !== 'taken') {
      press(conversation, key, () => isKnown(sight, seenOf(state())));
    }
  };
  useInput((input, key) => {
    for (const each of keysOf(input, key)) on(each);
  });
  usePaste(text => on(pasteOf(text)));
}

/** Stops the walkthrough while the program is suspended. */
async function pausing(player: KeysOptions['player'], suspend: () => Promise<void>): Promise<void> {
  player?.stop();
  await suspend();
  player?.start();
}

function isNamed(key: Key, name: string): boolean {
  return key.kind === 'named' && key.name === name;
}
