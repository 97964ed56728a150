import process from 'node:process';
import {type Instance, render, renderToString} from 'ink';
import type {Ports} from '../wizard/ports.js';
import type {Exit, InitialState} from '../wizard/state.js';
import {createStore} from '../wizard/store.js';
import {App} from './app.js';
import {createAutoplay, type Script} from './autoplay/autoplay.js';
import {createFilteredInput} from './input.js';
import {Lines} from './layout.js';
import {Summary} from './summary.js';
import {
  applyTerminalSettings,
  clearScreenSequence,
  createLineWriter,
  detectTerminal,
  osc52Copy,
} from './terminal.js';
import {SymbolsProvider, symbolSets} from './theme.js';
import {createSeenScreen, markDrawn} from './use-keys.js';

export interface WizardOptions {
  readonly initial: InitialState;
  /** The terminal provides `copy`. */
  readonly ports: Omit<Ports, 'copy'>;
  /** The command that continues after quitting: `npx timesheets-setup --domain …`. */
  readonly resumeCommand: string;
  /** Presses keys by itself for a presenter. */
  readonly script?: Script;
}

const maxSummaryWidth = 100;

/** On these signals the wizard quits: it restores the terminal and prints the summary. */
const quitSignals = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Runs the wizard until the user quits, and then restores the terminal. */
export async function runWizard(options: WizardOptions): Promise<{readonly exit: Exit}> {
  const {stdin, stdout} = process;
  const terminal = detectTerminal(process.env);
  const symbols = symbolSets[terminal.symbols];
  applyTerminalSettings(terminal);
  let exitDeferred: {
    readonly resolve: (exit: Exit) => void;
    readonly reject: (error: unknown) => void;
  };
  const exitPromise = new Promise<Exit>((resolve, reject) => {
    exitDeferred = {resolve, reject};
  });
  const copy = (text: string) => {
    if (terminal.screen !== 'plain') stdout.write(osc52Copy(text));
  };
  const store = createStore(options.initial, {...options.ports, copy}, error =>
    exitDeferred.reject(error),
  );
  const unsubscribe = store.subscribe(() => {
    const {exit} = store.state();
    if (exit !== undefined) exitDeferred.resolve(exit);
  });
  const interrupt = () => store.dispatch({type: 'interrupt'});
  for (const signal of quitSignals) process.on(signal, interrupt);
  const player = options.script && createAutoplay(options.script, store);
  const seenScreen = createSeenScreen();
  let suspension: Promise<void> | undefined;
  const onSuspend = (started: Promise<void>) => {
    suspension = started.catch(exitDeferred.reject);
  };
  const printsLines = terminal.screen !== 'alternate';
  const app = () => (
    <App
      store={store}
      symbols={symbols}
      seenScreen={seenScreen}
      player={player}
      onSuspend={onSuspend}
      onRedraw={redraw}
    />
  );
  let instance: Instance | undefined;
  // A resize can leave anything on the screen, so clear it. Registered before Ink's own listener.
  stdout.on('resize', clearScreen);
  instance = render(app(), {
    stdin: createFilteredInput(stdin),
    stdout: printsLines ? createLineWriter(stdout, terminal.screen) : stdout,
    alternateScreen: !printsLines,
    incrementalRendering: true,
    // Even if CI is set: a user is at this terminal.
    interactive: true,
    // A held key repeats about 30 times a second, and each press gets a frame.
    maxFps: 60,
    // Write whole frames; `createLineWriter` then prints only their new lines.
    debug: printsLines,
    exitOnCtrlC: false,
    patchConsole: false,
    onRender: () => markDrawn(seenScreen),
  });
  // Ink reports an error in a component only through this promise.
  instance.waitUntilExit().catch(error => exitDeferred.reject(error));
  player?.start();
  try {
    return {exit: await exitPromise};
  } finally {
    unsubscribe();
    player?.stop();
    for (const signal of quitSignals) process.off(signal, interrupt);
    store.close();
    // While suspended, Ink doesn't own the terminal, so it can't restore it yet.
    await suspension;
    stdout.off('resize', clearScreen);
    instance.unmount();
    stdout.write(`${renderSummary(stdout.columns || 80)}\n`);
  }

  function clearScreen(): void {
    if (printsLines) return;
    instance?.clear();
    stdout.write(clearScreenSequence);
  }

  function redraw(): void {
    clearScreen();
    instance?.rerender(app());
  }

  function renderSummary(width: number): string {
    const columns = Math.min(width, maxSummaryWidth);
    return renderToString(
      <SymbolsProvider value={symbols}>
        <Lines width={columns - 1}>
          <Summary state={store.state()} resumeCommand={options.resumeCommand} />
        </Lines>
      </SymbolsProvider>,
      {columns},
    );
  }
}
