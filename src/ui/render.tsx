import process from 'node:process';
import {type Instance, render, renderToString} from 'ink';
import type {Ports} from '../wizard/ports.js';
import type {Exit, InitialState} from '../wizard/state.js';
import {createStore} from '../wizard/store.js';
import {App} from './app.js';
import {autoplay, type Script} from './autoplay/autoplay.js';
import {filteredInput} from './input.js';
import {Lines} from './layout.js';
import {Summary} from './summary.js';
import {copyingText, emptyScreen, linesOnly, settle, terminalOf} from './terminal.js';
import {SymbolsProvider, symbolSets} from './theme.js';
import {drawn, unseen} from './use-keys.js';

export interface WizardOptions {
  readonly beginning: InitialState;
  /** The terminal provides `copy`. */
  readonly ports: Omit<Ports, 'copy'>;
  /** The command that continues after quitting: `npx timesheets-setup --domain …`. */
  readonly resume: string;
  /** Presses keys by itself for a presenter. */
  readonly script?: Script;
}

const widestSummary = 100;

/** On these signals the wizard quits: it restores the terminal and prints the summary. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Runs the wizard until the user quits, and then restores the terminal. */
export async function runWizard(options: WizardOptions): Promise<{readonly exit: Exit}> {
  const {stdin, stdout} = process;
  const terminal = terminalOf(process.env);
  const symbols = symbolSets[terminal.symbols];
  settle(terminal);
  let outcome: {readonly resolve: (exit: Exit) => void; readonly reject: (error: unknown) => void};
  const ended = new Promise<Exit>((resolve, reject) => {
    outcome = {resolve, reject};
  });
  const copy = (text: string) => {
    if (terminal.screen !== 'plain') stdout.write(copyingText(text));
  };
  const conversation = createStore(options.beginning, {...options.ports, copy}, error =>
    outcome.reject(error),
  );
  const stop = conversation.subscribe(() => {
    const {exit} = conversation.state();
    if (exit !== undefined) outcome.resolve(exit);
  });
  const interrupt = () => conversation.dispatch({type: 'interrupt'});
  for (const signal of endings) process.on(signal, interrupt);
  const player = options.script && autoplay(options.script, conversation);
  const sight = unseen();
  let suspension: Promise<void> | undefined;
  const onSuspend = (started: Promise<void>) => {
    suspension = started.catch(outcome.reject);
  };
  const drawsLines = terminal.screen !== 'alternate';
  const app = () => (
    <App
      conversation={conversation}
      symbols={symbols}
      sight={sight}
      player={player}
      onSuspend={onSuspend}
      onRedraw={redraw}
    />
  );
  let instance: Instance | undefined;
  // A resize can leave anything on the screen, so clear it. Registered before Ink's own listener.
  stdout.on('resize', empty);
  instance = render(app(), {
    stdin: filteredInput(stdin),
    stdout: drawsLines ? linesOnly(stdout, terminal.screen) : stdout,
    alternateScreen: !drawsLines,
    incrementalRendering: true,
    // Even if CI is set: a user is at this terminal.
    interactive: true,
    // A held key repeats about 30 times a second, and each press gets a frame.
    maxFps: 60,
    // Write whole frames; `linesOnly` then prints only their new lines.
    debug: drawsLines,
    exitOnCtrlC: false,
    patchConsole: false,
    onRender: () => drawn(sight),
  });
  // Ink reports an error in a component only through this promise.
  instance.waitUntilExit().catch(error => outcome.reject(error));
  player?.start();
  try {
    return {exit: await ended};
  } finally {
    stop();
    player?.stop();
    for (const signal of endings) process.off(signal, interrupt);
    conversation.close();
    // While suspended, Ink doesn't own the terminal, so it can't restore it yet.
    await suspension;
    stdout.off('resize', empty);
    instance.unmount();
    stdout.write(`${summaryOf(stdout.columns || 80)}\n`);
  }

  function empty(): void {
    if (drawsLines) return;
    instance?.clear();
    stdout.write(emptyScreen);
  }

  function redraw(): void {
    empty();
    instance?.rerender(app());
  }

  function summaryOf(width: number): string {
    const columns = Math.min(width, widestSummary);
    return renderToString(
      <SymbolsProvider value={symbols}>
        <Lines width={columns - 1}>
          <Summary state={conversation.state()} resume={options.resume} />
        </Lines>
      </SymbolsProvider>,
      {columns},
    );
  }
}
