import {EventEmitter} from 'node:events';
import {render} from 'ink';
import {expect, onTestFinished, vi} from 'vitest';
import {App} from '../../src/ui/app.js';
import type {Size} from '../../src/ui/frame.js';
import {createFilteredInput} from '../../src/ui/input.js';
import {press} from '../../src/ui/keys.js';
import {symbolSets} from '../../src/ui/theme.js';
import {createSeenScreen, markDrawn} from '../../src/ui/use-keys.js';
import {currentEffect} from '../../src/wizard/effects.js';
import type {InitialState} from '../../src/wizard/state.js';
import {createStore} from '../../src/wizard/store.js';
import {type FakePortsOptions, fakePorts} from './fake-ports.js';
import type {FakeStore} from './fake-tenant.js';
import {signIn} from './sign-in.js';

/** Key sequences that terminals send. */
export const keys = {
  enter: '\r',
  escape: '\u001b',
  up: '\u001b[A',
  down: '\u001b[B',
  pageUp: '\u001b[5~',
  pageDown: '\u001b[6~',
  right: '\u001b[C',
  left: '\u001b[D',
  backspace: '\u007f',
  f1: '\u001bOP',
  ctrlC: '\u0003',
} as const;

export interface DriveOptions extends FakePortsOptions {
  readonly initial?: Partial<InitialState>;
  readonly size?: Size;
  /** `typed`: the wizard doesn't sign in by itself. */
  readonly credentials?: 'typed';
}

/** A terminal that records frames and sends typed text. */
export function fakeTerminal({columns, rows}: Size) {
  const frames: string[] = [];
  const stdout = Object.assign(Object.create(process.stdout), new EventEmitter(), {
    columns,
    rows,
    isTTY: false,
    write: (frame: string, callback?: () => void) => {
      if (frame !== '' && frame !== '\n') frames.push(frame);
      callback?.();
      return true;
    },
  });
  const keyboard = new EventEmitter();
  const nothing = () => {};
  const input = Object.assign(keyboard, {
    isTTY: true,
    resume: nothing,
    pause: nothing,
    ref: nothing,
    unref: nothing,
    setEncoding: nothing,
    setRawMode: nothing,
  });
  return {
    streams: {stdout, stdin: createFilteredInput(input)},
    frames,
    frame: () => frames.at(-1) ?? '',
    type: (text: string) => keyboard.emit('data', text),
  };
}

/** The wizard on an in-memory tenant, driven through a fake terminal. */
export function driveWizard(store: FakeStore, options: DriveOptions = {}) {
  const world = fakePorts(store, options);
  const bugs: unknown[] = [];
  const own = options.credentials === 'typed' ? {} : {signIn};
  const initial = {isDemo: false, ...own, ...options.initial};
  const wizardStore = createStore(initial, world.ports, error => bugs.push(error));
  const terminal = fakeTerminal(options.size ?? {columns: 80, rows: 24});
  const seenScreen = createSeenScreen();
  const app = render(
    <App store={wizardStore} symbols={symbolSets.unicode} seenScreen={seenScreen} />,
    {
      ...terminal.streams,
      debug: true,
      exitOnCtrlC: false,
      patchConsole: false,
      onRender: () => markDrawn(seenScreen),
    },
  );
  onTestFinished(() => {
    wizardStore.close();
    app.unmount();
    expect(bugs).toEqual([]);
  });
  const {frame, type} = terminal;
  return {
    ...world,
    wizardStore,
    frame,
    type,
    /** Waits until the screen shows the text. */
    waitForText: async (text: string | RegExp) => {
      await vi.waitFor(() => expect(frame()).toMatch(toPattern(text)), {
        timeout: 4000,
        interval: 5,
      });
    },
    /** Waits until no effect is running and the screen shows that. */
    waitUntilIdle: async () => {
      await vi.waitFor(
        () => {
          expect(currentEffect(wizardStore.state())).toBeUndefined();
          expect(frame()).toMatch(/enter (continue|apply|try again)/);
        },
        {timeout: 4000, interval: 5},
      );
    },
    /** Waits for each of these texts in turn, and presses Enter. */
    pressEnterOn: async (...texts: readonly (string | RegExp)[]) => {
      for (const text of texts) {
        await vi.waitFor(() => expect(frame()).toMatch(toPattern(text)), {
          timeout: 4000,
          interval: 5,
        });
        type(keys.enter);
      }
    },
  };
}

function toPattern(text: string | RegExp): RegExp {
  return typeof text === 'string' ? new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')) : text;
}

/** The same for a screen reader; records every frame. */
export function driveScreenReader(store: FakeStore, options: DriveOptions = {}) {
  const world = fakePorts(store, options);
  const wizardStore = createStore({isDemo: false, signIn}, world.ports, error => {
    throw error;
  });
  const {streams, frames} = fakeTerminal({columns: 200, rows: 60});
  const app = render(
    <App store={wizardStore} symbols={symbolSets.ascii} seenScreen={createSeenScreen()} />,
    {
      ...streams,
      debug: true,
      isScreenReaderEnabled: true,
      exitOnCtrlC: false,
      patchConsole: false,
    },
  );
  onTestFinished(() => {
    wizardStore.close();
    app.unmount();
  });
  return {
    wizardStore,
    said: () => frames.at(-1) ?? '',
    press: (name: string) =>
      press(wizardStore, name.length === 1 ? {kind: 'text', text: name} : {kind: 'named', name}),
    hears: async (text: string) => {
      await vi.waitFor(() => expect(frames.at(-1)).toContain(text), {timeout: 4000, interval: 5});
    },
  };
}
