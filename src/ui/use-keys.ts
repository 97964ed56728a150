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
 * What of the wizard a person has seen. Keys act on nothing else: of what was typed ahead, or pasted
 * without marks, a line break and the letters behind it would act on a screen that nobody knows.
 */
export interface Sight {
  /** What React has rendered, and what of that is on the terminal. */
  rendered: Seen;
  seen: Seen;
}

export function unseen(): Sight {
  const nothing: Seen = {question: '', busy: true};
  return {rendered: nothing, seen: nothing};
}

/** Tells what is drawn, for `onRender`. */
export function drawn(sight: Sight): void {
  sight.seen = sight.rendered;
}

function seenOf(state: State): Seen {
  return {question: questionKey(state), busy: viewOf(state).screen.busy};
}

/** Work that has ended since leaves the question that it was; work that has begun does not. */
function isKnown({seen}: Sight, now: Seen): boolean {
  return seen.question === now.question && (!now.busy || seen.busy);
}

interface KeysOptions {
  readonly conversation: Pick<Store, 'state' | 'dispatch'>;
  readonly sight: Sight;
  /** A walkthrough takes keys first. */
  readonly player: Pick<Autoplay, 'hear' | 'start' | 'stop'> | undefined;
  /** Told of each time that the terminal is not ours. */
  readonly onSuspend: (suspension: Promise<void>) => void;
  readonly onRedraw: () => void;
}

/** Presses what is typed and pasted. */
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

/** No walkthrough goes on while nobody sees it. */
async function pausing(player: KeysOptions['player'], suspend: () => Promise<void>): Promise<void> {
  player?.stop();
  await suspend();
  player?.start();
}

function isNamed(key: Key, name: string): boolean {
  return key.kind === 'named' && key.name === name;
}
