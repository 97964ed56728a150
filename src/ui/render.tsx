import './before-ink.js';
import process from 'node:process';
import {type Instance, render, renderToString} from 'ink';
import type {Ports} from '../wizard/ports.js';
import type {Exit, InitialState} from '../wizard/state.js';
import {createStore} from '../wizard/store.js';
import {App} from './app.js';
import {autoplay, type Script} from './autoplay.js';
import type {Key} from './key-decoder.js';
import {terminalKeyboard} from './keyboard.js';
import {Blocks} from './lines.js';
import {linePainter, type Painter, screenPainter} from './painter.js';
import {press} from './press.js';
import {summaryBlocks} from './summary.js';
import {terminalOf} from './terminal.js';
import {openScreen} from './terminal-screen.js';
import {spacing, symbolSets, ThemeProvider} from './theme.js';

export interface WizardOptions {
  readonly beginning: InitialState;
  /** `copy` is given by the terminal. */
  readonly ports: Omit<Ports, 'copy'>;
  /** The command line to go on with after leaving: `npx timesheets-setup --domain …`. */
  readonly resume: string;
  readonly reader?: 'screen-reader' | 'none';
  /** Types by itself, for a presenter. */
  readonly script?: Script;
  readonly stdin?: NodeJS.ReadStream;
  readonly stdout?: NodeJS.WriteStream;
}

/** Whoever sends these wants it to end: the terminal is given back, and what was done is told. */
const endings = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'] as const;

/** Runs the wizard on a terminal until it is left. The terminal is then as it was. */
export async function runWizard(options: WizardOptions): Promise<{readonly exit: Exit}> {
  const {stdin = process.stdin, stdout = process.stdout, reader = readerOf(process.env)} = options;
  const terminal = terminalOf(process.env, reader);
  const symbols = symbolSets[terminal.symbols];
  const screen = openScreen(stdout, terminal.screen);
  const painter = (terminal.screen === 'alternate' ? screenPainter : linePainter)(stdout);
  let instance: Instance | undefined;
  let silence = () => {};
  let settle: {readonly resolve: (exit: Exit) => void; readonly reject: (error: unknown) => void};
  const ended = new Promise<Exit>((resolve, reject) => {
    settle = {resolve, reject};
  });
  const conversation = createStore(
    options.beginning,
    {...options.ports, copy: text => screen.copy(text)},
    error => settle.reject(error),
  );
  const person = terminalKeyboard(stdin);
  const player = options.script && autoplay(options.script, conversation, person);
  const keyboard = player ?? person;
  const stop = conversation.subscribe(() => {
    const {exit: leaving} = conversation.state();
    if (leaving !== undefined) settle.resolve(leaving);
  });
  const interrupt = () => conversation.dispatch({type: 'interrupt'});

  for (const signal of endings) process.on(signal, interrupt);
  stdout.on('resize', redraw);
  draw();
  silence = keyboard.listen(pressed);
  try {
    return {exit: await ended};
  } finally {
    giveBack();
    const columns = Math.min(stdout.columns || 80, spacing.widest);
    stdout.write(`${summary(columns)}\n`);
  }

  function draw(): void {
    const size = {columns: stdout.columns || 80, rows: stdout.rows || 24};
    const played = player === undefined ? {} : {autoplay: player};
    const app = <App conversation={conversation} size={size} symbols={symbols} {...played} />;
    if (instance !== undefined) {
      instance.rerender(app);
      return;
    }
    instance = render(app, {
      stdout: frameStream(stdout, painter),
      stdin,
      exitOnCtrlC: false,
      patchConsole: false,
      // Whole frames, as they come, and nothing else: the painter does the rest.
      debug: true,
      isScreenReaderEnabled: reader === 'screen-reader',
    });
  }

  function redraw(): void {
    screen.clear();
    painter.repaint();
    draw();
  }

  function pressed(key: Key): void {
    if (key.kind === 'named' && key.name === 'ctrl-z') suspend();
    else if (key.kind === 'named' && key.name === 'ctrl-l') redraw();
    else press(conversation, key);
  }

  function suspend(): void {
    silence();
    screen.close();
    // With the keyboard let go, nothing else keeps the program from ending once it goes on.
    const alive = setInterval(() => {}, 60_000);
    process.once('SIGCONT', () => {
      clearInterval(alive);
      screen.reopen();
      redraw();
      // Only who is in front hears of a resize: Node asks for the size again at this.
      process.kill(process.pid, 'SIGWINCH');
      silence = keyboard.listen(pressed);
    });
    process.kill(process.pid, 'SIGTSTP');
  }

  function giveBack(): void {
    stop();
    silence();
    stdout.off('resize', redraw);
    for (const signal of endings) process.off(signal, interrupt);
    conversation.close();
    instance?.unmount();
    painter.stop();
    screen.close();
  }

  function summary(columns: number): string {
    const blocks = summaryBlocks(conversation.state(), options.resume, symbols);
    return renderToString(
      <ThemeProvider value={symbols}>
        <Blocks blocks={blocks} width={columns - 1} />
      </ThemeProvider>,
      {columns},
    );
  }
}

/** The terminal as Ink sees it: what Ink writes are frames. */
function frameStream(stdout: NodeJS.WriteStream, painter: Painter): NodeJS.WriteStream {
  const write = (frame: string, written?: () => void) => {
    // Ink also hides and shows the cursor: the screen does that.
    if (frame !== '' && !frame.startsWith('\u001b[?25')) painter.paint(frame);
    written?.();
    return true;
  };
  return Object.create(stdout, {write: {value: write}});
}

function readerOf(env: NodeJS.ProcessEnv): 'screen-reader' | 'none' {
  return env.INK_SCREEN_READER === 'true' ? 'screen-reader' : 'none';
}
