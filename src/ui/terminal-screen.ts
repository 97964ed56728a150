import {Buffer} from 'node:buffer';

const codes = {
  /** https://invisible-island.net/xterm/ctlseqs/ctlseqs.html, 1049: with the cursor saved. */
  alternate: '\u001b[?1049h\u001b[2J\u001b[H\u001b[?25l',
  normal: '\u001b[?1049l',
  clear: '\u001b[2J\u001b[H',
  pasteMarks: '\u001b[?2004h',
  noPasteMarks: '\u001b[?2004l',
  showCursor: '\u001b[?25h',
};

export type ScreenKind = 'alternate' | 'lines' | 'plain';

/** What is written to take a terminal and to give it back. */
const ways: Readonly<Record<ScreenKind, {readonly take: string; readonly giveBack: string}>> = {
  alternate: {
    take: codes.alternate + codes.pasteMarks,
    giveBack: codes.noPasteMarks + codes.normal + codes.showCursor,
  },
  lines: {take: codes.pasteMarks, giveBack: codes.noPasteMarks},
  plain: {take: '', giveBack: ''},
};

/** The terminal as the wizard needs it, given back as it was, however the program ends. */
export interface TerminalScreen {
  readonly clear: () => void;
  readonly reopen: () => void;
  readonly close: () => void;
  /** Puts text on the clipboard of the terminal that shows us, over SSH too (OSC 52). */
  readonly copy: (text: string) => void;
}

export function openScreen(
  stdout: Pick<NodeJS.WriteStream, 'write'>,
  kind: ScreenKind,
): TerminalScreen {
  let state: 'open' | 'closed' = 'closed';
  const reopen = () => {
    state = 'open';
    stdout.write(ways[kind].take);
  };
  const close = () => {
    if (state === 'closed') return;
    state = 'closed';
    stdout.write(ways[kind].giveBack);
  };
  reopen();
  process.once('exit', close);
  return {
    reopen,
    close,
    clear: () => {
      if (kind === 'alternate') stdout.write(codes.clear);
    },
    copy: text => {
      if (kind !== 'plain')
        stdout.write(`\u001b]52;c;${Buffer.from(text).toString('base64')}\u001b\\`);
    },
  };
}
