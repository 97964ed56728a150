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
  readonly at: string;
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

export interface Showing {
  readonly caption: string;
  readonly mode: 'playing' | 'paused';
}

/** Plays the script until the user takes over. */
export interface Autoplay {
  /** Undefined once the user has taken over. */
  readonly showing: () => Showing | undefined;
  readonly subscribe: (listener: () => void) => () => void;
  /** Handles a key from the user; `passed` if it is for the wizard. */
  readonly hear: (key: Key) => 'taken' | 'passed';
  readonly start: () => void;
  readonly stop: () => void;
}

/** In ms at speed 1: per caption, per character of it, and between two keys. */
const pace = {line: 900, character: 45, key: 110} as const;

const opening = 'This demo tenant runs inside the program. The keys press themselves.';

/**
 * Plays the script by position, not by time, so that slow and fast machines play the same. A cue
 * waits for its position; cues for positions that were skipped are skipped too.
 */
export function autoplay(script: Script, conversation: Store): Autoplay {
  const {cues, remarks = [], speed} = script;
  const listeners = new Set<() => void>();
  let next = 0;
  let rest: readonly Key[] | undefined;
  let timer: NodeJS.Timeout | undefined;
  let unsubscribe = () => {};
  let showing: Showing | undefined = {caption: opening, mode: 'playing'};

  function show(changed: Showing | undefined): void {
    showing = changed;
    for (const listener of listeners) listener();
  }

  /** Plays the remark or cue for the current position. */
  function look(): void {
    if (showing === undefined || rest !== undefined) return;
    const state = conversation.state();
    const position = positionOf(state);
    const remark = remarks.find(({at}) => at === position);
    if (remark !== undefined) {
      say(remark.caption, []);
      return;
    }
    const index = cues.findIndex(({at}, each) => each >= next && at === position);
    const cue = cues[index];
    if (cue === undefined) return;
    next = index + 1;
    say(cue.caption, keysOf(cue, state));
  }

  function say(caption: string, keys: readonly Key[]): void {
    rest = keys;
    if (showing !== undefined && showing.caption !== caption) show({...showing, caption});
    wait(pace.line + pace.character * caption.length);
  }

  function wait(ms: number): void {
    clearTimeout(timer);
    if (showing?.mode === 'playing') timer = setTimeout(tick, ms / speed);
  }

  function tick(): void {
    const [key, ...more] = rest ?? [];
    if (key !== undefined) press(conversation, key);
    if (more.length > 0) {
      rest = more;
      wait(pace.key);
    } else {
      finish();
    }
  }

  function finish(): void {
    rest = undefined;
    if (next < cues.length) look();
    else takeOver();
  }

  function step(): void {
    clearTimeout(timer);
    const keys = rest;
    if (keys === undefined) return;
    for (const key of keys) press(conversation, key);
    finish();
  }

  function pauseOrGoOn(now: Showing): void {
    show({...now, mode: now.mode === 'playing' ? 'paused' : 'playing'});
    clearTimeout(timer);
    if (rest !== undefined) wait(pace.key);
  }

  function takeOver(): void {
    clearTimeout(timer);
    show(undefined);
  }

  function hear(key: Key): 'taken' | 'passed' {
    if (showing === undefined || isControl(key)) return 'passed';
    if (key.kind === 'text' && key.text === ' ') pauseOrGoOn(showing);
    else if (key.kind === 'named' && key.name === 'right') step();
    else takeOver();
    return 'taken';
  }

  return {
    showing: () => showing,
    subscribe: listener => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    hear,
    start: () => {
      unsubscribe = conversation.subscribe(look);
      if (rest === undefined) look();
      else wait(pace.key);
    },
    stop: () => {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}

/** Keys that always go to the wizard. */
const controls: readonly string[] = ['ctrl-c', 'ctrl-z', 'ctrl-l'];

function isControl(key: Key): boolean {
  return key.kind === 'named' && controls.includes(key.name);
}

function keysOf({types, press}: Cue, state: State): readonly Key[] {
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
