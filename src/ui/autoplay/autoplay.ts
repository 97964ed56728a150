import {findWaitingCall} from '../../wizard/call-log.js';
import {sessionOf} from '../../wizard/selectors.js';
import type {State} from '../../wizard/state.js';
import type {Store} from '../../wizard/store.js';
import {graphemes} from '../../wizard/text-edit.js';
import {questionKey, viewOf} from '../../wizard/view.js';
import {type Key, press} from '../keys.js';

/** A caption at a position in the wizard. */
export interface Remark {
  /** The screen and question, such as `api name`, or `overlay why`, `waiting`: see `positionOf`. */
  readonly position: string;
  readonly caption: string;
}

/** What the player does at a position: shows the caption, then presses keys. */
export interface Cue extends Remark {
  readonly types?: 'tenant-name';
  /** Key names, or letters. */
  readonly press: readonly string[];
}

/** Cues play in order; a remark plays each time its position comes up. */
export interface Story {
  readonly cues: readonly Cue[];
  readonly remarks?: readonly Remark[];
}

export interface Script extends Story {
  /** 2 is twice as fast. */
  readonly speed: number;
}

export interface AutoplayStatus {
  readonly caption: string;
  readonly mode: 'playing' | 'paused';
}

/** Plays the script until the user takes over. */
export interface Autoplay {
  /** Undefined once the user has taken over. */
  readonly status: () => AutoplayStatus | undefined;
  readonly subscribe: (listener: () => void) => () => void;
  /** Handles a key from the user; `ignored` if it is for the wizard. */
  readonly handleKey: (key: Key) => 'handled' | 'ignored';
  readonly start: () => void;
  readonly stop: () => void;
}

/** At speed 1: per caption, per character of it, and between two keys. */
const delaysMs = {caption: 900, character: 45, key: 110} as const;

const openingCaption = 'This demo tenant runs inside the program. The keys press themselves.';

/**
 * Plays the script by position, not by time, so that slow and fast machines play the same. A cue
 * waits for its position; cues for positions that were skipped are skipped too.
 */
export function createAutoplay(script: Script, store: Store): Autoplay {
  const {cues, remarks = [], speed} = script;
  const listeners = new Set<() => void>();
  let nextCue = 0;
  let pendingKeys: readonly Key[] | undefined;
  let timer: NodeJS.Timeout | undefined;
  let unsubscribe = () => {};
  let status: AutoplayStatus | undefined = {caption: openingCaption, mode: 'playing'};

  function setStatus(next: AutoplayStatus | undefined): void {
    status = next;
    for (const listener of listeners) listener();
  }

  /** Plays the remark or cue for the current position. */
  function playPosition(): void {
    if (status === undefined || pendingKeys !== undefined) return;
    const state = store.state();
    const position = positionOf(state);
    const remark = remarks.find(each => each.position === position);
    if (remark !== undefined) {
      showCaption(remark.caption, []);
      return;
    }
    const index = cues.findIndex((each, place) => place >= nextCue && each.position === position);
    const cue = cues[index];
    if (cue === undefined) return;
    nextCue = index + 1;
    showCaption(cue.caption, cueKeys(cue, state));
  }

  function showCaption(caption: string, keys: readonly Key[]): void {
    pendingKeys = keys;
    if (status !== undefined && status.caption !== caption) setStatus({...status, caption});
    schedule(delaysMs.caption + delaysMs.character * caption.length);
  }

  function schedule(ms: number): void {
    clearTimeout(timer);
    if (status?.mode === 'playing') timer = setTimeout(tick, ms / speed);
  }

  function tick(): void {
    const [key, ...more] = pendingKeys ?? [];
    if (key !== undefined) press(store, key);
    if (more.length > 0) {
      pendingKeys = more;
      schedule(delaysMs.key);
    } else {
      finishCue();
    }
  }

  function finishCue(): void {
    pendingKeys = undefined;
    if (nextCue < cues.length) playPosition();
    else takeOver();
  }

  function skipDelay(): void {
    clearTimeout(timer);
    const keys = pendingKeys;
    if (keys === undefined) return;
    for (const key of keys) press(store, key);
    finishCue();
  }

  function togglePause(current: AutoplayStatus): void {
    setStatus({...current, mode: current.mode === 'playing' ? 'paused' : 'playing'});
    clearTimeout(timer);
    if (pendingKeys !== undefined) schedule(delaysMs.key);
  }

  function takeOver(): void {
    clearTimeout(timer);
    setStatus(undefined);
  }

  function handleKey(key: Key): 'handled' | 'ignored' {
    if (status === undefined || isControlKey(key)) return 'ignored';
    if (key.kind === 'text' && key.text === ' ') togglePause(status);
    else if (key.kind === 'named' && key.name === 'right') skipDelay();
    else takeOver();
    return 'handled';
  }

  return {
    status: () => status,
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    handleKey,
    start: () => {
      unsubscribe = store.subscribe(playPosition);
      if (pendingKeys === undefined) playPosition();
      else schedule(delaysMs.key);
    },
    stop: () => {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}

/** Keys that always go to the wizard. */
const controlKeys: readonly string[] = ['ctrl-c', 'ctrl-z', 'ctrl-l'];

function isControlKey(key: Key): boolean {
  return key.kind === 'named' && controlKeys.includes(key.name);
}

function cueKeys({types, press}: Cue, state: State): readonly Key[] {
  const typed = types === 'tenant-name' ? graphemes(sessionOf(state)?.tenantName ?? '') : [];
  return [
    ...typed.map(text => ({kind: 'text' as const, text})),
    ...press.map(name =>
      name.length === 1 ? {kind: 'text' as const, text: name} : {kind: 'named' as const, name},
    ),
  ];
}

/** The current position: a question's key, `busy`, or `waiting`. */
export function positionOf(state: State): string {
  if (state.overlay !== undefined) return questionKey(state);
  if (findWaitingCall(state.calls) !== undefined) return 'waiting';
  return viewOf(state).screen.busy ? 'busy' : questionKey(state);
}
