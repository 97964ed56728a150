import {constants} from 'node:os';
import process from 'node:process';
import {setTimeout as pause} from 'node:timers/promises';
import {useApp, useInput, usePaste} from 'ink';
import {useInsertionEffect} from 'react';
import type {Screen} from '../wizard/screen.js';
import type {State} from '../wizard/state.js';
import type {Store} from '../wizard/store.js';
import {questionKey, viewOf} from '../wizard/view.js';
import type {Autoplay} from './autoplay/autoplay.js';
import {type Key, keysOf, pasteKey, press} from './keys.js';
import type {ScrollRange} from './scroll-to-focus.js';

interface ScreenKey {
  readonly question: string;
  readonly busy: Screen['busy'];
}

/**
 * What the user has seen on the terminal. Keys act only on that: after type-ahead, or a paste
 * without markers, a line break and the letters after it would otherwise act on a screen the user
 * hasn't seen.
 */
export interface SeenScreen {
  /** What React has rendered, and the part of it that is already on the terminal. */
  rendered: ScreenKey;
  drawn: ScreenKey;
  /** Of the panel or overlay that was rendered last. */
  scrollRange: ScrollRange;
}

export function createSeenScreen(): SeenScreen {
  const nothing: ScreenKey = {question: '', busy: true};
  return {rendered: nothing, drawn: nothing, scrollRange: {first: 0, last: 0}};
}

/** For `onRender`: what was rendered is now on the terminal. */
export function markDrawn(seenScreen: SeenScreen): void {
  seenScreen.drawn = seenScreen.rendered;
}

function screenKeyOf(state: State): ScreenKey {
  return {question: questionKey(state), busy: viewOf(state).screen.busy};
}

/**
 * Whether the user has seen this screen. Work that has ended since doesn't matter; work that has
 * started does.
 */
function isSeen({drawn}: SeenScreen, now: ScreenKey): boolean {
  return drawn.question === now.question && (!now.busy || drawn.busy);
}

interface KeysOptions {
  readonly store: Pick<Store, 'state' | 'dispatch'>;
  readonly seenScreen: SeenScreen;
  /** During a walkthrough, the player handles keys first. */
  readonly player: Pick<Autoplay, 'handleKey' | 'start' | 'stop'> | undefined;
  /** Called each time the user suspends the program. */
  readonly onSuspend: (suspension: Promise<void>) => void;
  readonly onRedraw: () => void;
}

/** Handles typed and pasted input. */
export function useKeys(options: KeysOptions): void {
  const {store, seenScreen, player, onSuspend, onRedraw} = options;
  const {state} = store;
  const suspend = useSuspend();
  const rendered = screenKeyOf(state());
  useInsertionEffect(() => {
    seenScreen.rendered = rendered;
  });
  const handleKey = (key: Key) => {
    if (isKeyNamed(key, 'ctrl-z')) onSuspend(pauseAutoplayDuring(player, suspend));
    else if (isKeyNamed(key, 'ctrl-l')) onRedraw();
    else if (player?.handleKey(key) !== 'handled') {
      press(store, key, {
        canAct: () => isSeen(seenScreen, screenKeyOf(state())),
        scrollRange: () => seenScreen.scrollRange,
      });
    }
  };
  useInput((input, key) => {
    for (const each of keysOf(input, key)) handleKey(each);
  });
  usePaste(text => handleKey(pasteKey(text)));
}

/** Stops the walkthrough while the program is suspended. */
async function pauseAutoplayDuring(
  player: KeysOptions['player'],
  suspend: () => Promise<void>,
): Promise<void> {
  player?.stop();
  await suspend();
  player?.start();
}

function isKeyNamed(key: Key, name: string): boolean {
  return key.kind === 'named' && key.name === name;
}

/** Windows doesn't have SIGTSTP: Ctrl-Z does nothing there. */
const canSuspend = 'SIGTSTP' in constants.signals;

/**
 * In ms. Long enough for the signal to arrive; timers don't advance while the process is stopped.
 */
const stopDelayMs = 50;

/** Suspends the program like a shell job (Ctrl-Z), and restores the UI on `fg`. */
function useSuspend(): () => Promise<void> {
  const {suspendTerminal} = useApp();
  return async () => {
    if (!canSuspend) return;
    await suspendTerminal(async () => {
      process.kill(process.pid, 'SIGTSTP');
      // The process stops here until `fg`. Without a job-control shell it continues at once.
      await pause(stopDelayMs);
    });
    // Background processes get no SIGWINCH, so make Node read the size again.
    process.kill(process.pid, 'SIGWINCH');
  };
}
