import {EventEmitter} from 'node:events';
import {render as renderInk} from 'ink';
import {render} from 'ink-testing-library';
import {expect, onTestFinished, vi} from 'vitest';
import {App, type Size} from '../../src/ui/app.js';
import {terminalKeyboard} from '../../src/ui/keyboard.js';
import {press} from '../../src/ui/press.js';
import {symbolSets} from '../../src/ui/theme.js';
import {effectOf} from '../../src/wizard/effects.js';
import type {InitialState} from '../../src/wizard/state.js';
import {createStore} from '../../src/wizard/store.js';
import {type FakePortsOptions, fakePorts} from './fake-ports.js';
import type {FakeStore} from './fake-tenant.js';
import {signIn} from './sign-in.js';

/** What terminals send. */
export const keys = {
  enter: '\r',
  escape: '\u001b',
  up: '\u001b[A',
  down: '\u001b[B',
  right: '\u001b[C',
  left: '\u001b[D',
  backspace: '\u007f',
  f1: '\u001bOP',
  ctrlC: '\u0003',
} as const;

export interface DriveOptions extends FakePortsOptions {
  readonly beginning?: Partial<InitialState>;
  readonly size?: Size;
}

/** The wizard on a tenant in memory, pressed and looked at as through a terminal. */
export function drive(store: FakeStore, options: DriveOptions = {}) {
  const world = fakePorts(store, options);
  const bugs: unknown[] = [];
  const beginning = {demo: 'real', signIn, ...options.beginning} as const;
  const conversation = createStore(beginning, world.ports, error => bugs.push(error));
  const size = options.size ?? {columns: 80, rows: 24};
  const app = render(<App conversation={conversation} size={size} symbols={symbolSets.unicode} />);
  const silence = terminalKeyboard(app.stdin).listen(key => press(conversation, key));
  onTestFinished(() => {
    silence();
    conversation.close();
    app.unmount();
    expect(bugs).toEqual([]);
  });
  const frame = () => app.lastFrame() ?? '';
  return {
    ...world,
    conversation,
    frame,
    type: (text: string) => app.stdin.write(text),
    /** Waits until the screen shows it. */
    sees: async (text: string | RegExp) => {
      await vi.waitFor(() => expect(frame()).toMatch(matcher(text)), {timeout: 4000, interval: 5});
    },
    /** Waits until no work is under way, and that is on display. */
    isIdle: async () => {
      await vi.waitFor(
        () => {
          expect(effectOf(conversation.state())).toBeUndefined();
          expect(frame()).toMatch(/⏎/);
        },
        {timeout: 4000, interval: 5},
      );
    },
    /** Presses Enter on each of these screens, once it is there. */
    entersOn: async (...texts: readonly (string | RegExp)[]) => {
      for (const text of texts) {
        await vi.waitFor(() => expect(frame()).toMatch(matcher(text)), {
          timeout: 4000,
          interval: 5,
        });
        app.stdin.write(keys.enter);
      }
    },
  };
}

function matcher(text: string | RegExp): RegExp {
  return typeof text === 'string' ? new RegExp(text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')) : text;
}

/** The same, as a screen reader is told it: every frame that was said. */
export function listen(store: FakeStore, options: DriveOptions = {}) {
  const world = fakePorts(store, options);
  const conversation = createStore({demo: 'real', signIn}, world.ports, error => {
    throw error;
  });
  const frames: string[] = [];
  const stdout = Object.assign(Object.create(process.stdout), new EventEmitter(), {
    columns: 200,
    write: (frame: string) => {
      frames.push(frame);
      return true;
    },
  });
  const app = renderInk(
    <App conversation={conversation} size={{columns: 200, rows: 60}} symbols={symbolSets.ascii} />,
    {stdout, debug: true, isScreenReaderEnabled: true, exitOnCtrlC: false, patchConsole: false},
  );
  onTestFinished(() => {
    conversation.close();
    app.unmount();
  });
  return {
    conversation,
    said: () => frames.at(-1) ?? '',
    press: (name: string) =>
      press(conversation, name.length === 1 ? {kind: 'text', text: name} : {kind: 'named', name}),
    hears: async (text: string) => {
      await vi.waitFor(() => expect(frames.at(-1)).toContain(text), {timeout: 4000, interval: 5});
    },
  };
}
