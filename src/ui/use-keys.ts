import {useInput, usePaste} from 'ink';
import {useInsertionEffect} from 'react';
import type {Store} from '../wizard/store.js';
import type {Autoplay} from './autoplay/autoplay.js';
import {type Key, keysOf, pasteOf, press} from './keys.js';
import {questionOn} from './place.js';
import {useSuspend} from './use-suspend.js';

/**
 * What of the wizard a person has seen. Keys act on nothing else: of what was typed ahead, or pasted
 * without marks, a line break and the letters behind it would act on a screen that nobody knows.
 */
export interface Sight {
  /** The question that React has rendered, and the one that is on the terminal. */
  rendered: string;
  seen: string;
}

export const unseen = (): Sight => ({rendered: '', seen: ''});

/** Tells what is drawn, for `onRender`. */
export function drawn(sight: Sight): void {
  sight.seen = sight.rendered;
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
  const place = questionOn(state());
  useInsertionEffect(() => {
    sight.rendered = place;
  });
  const on = (key: Key) => {
    if (isNamed(key, 'ctrl-z')) onSuspend(pausing(player, suspend));
    else if (isNamed(key, 'ctrl-l')) onRedraw();
    else if (player?.hear(key) !== 'taken') {
      press(conversation, key, () => sight.seen === questionOn(state()));
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
