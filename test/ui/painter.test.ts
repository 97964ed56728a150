import xterm from '@xterm/headless';
import fc from 'fast-check';
import {describe, expect, it, vi} from 'vitest';
import {linePainter, screenPainter} from '../../src/ui/painter.js';

const {Terminal} = xterm;
const columns = 24;
const rows = 4;

/** What a terminal shows: text and color, cell by cell. */
async function shown(output: string): Promise<readonly string[]> {
  const terminal = new Terminal({cols: columns, rows, allowProposedApi: true});
  await new Promise<void>(resolve => terminal.write(output, resolve));
  const {active} = terminal.buffer;
  return Array.from({length: rows}, (_, y) =>
    Array.from({length: columns}, (_, x) => {
      const cell = active.getLine(y)?.getCell(x);
      const look = `${cell?.getFgColor()}${cell?.isBold()}${cell?.isDim()}${cell?.isInverse()}`;
      const characters = cell?.getChars() ?? '';
      return characters.trim() === '' && !cell?.isInverse() ? ' ' : `${characters}/${look}`;
    }).join(' '),
  );
}

const piece = fc
  .tuple(
    fc.constantFrom('', '31', '1', '2', '7', '36'),
    fc.constantFrom('ab', ' ', 'x y', '日', 'longer text', '✔'),
  )
  .map(([code, text]) => (code === '' ? text : `\u001b[${code}m${text}\u001b[${endOf(code)}m`));
const line = fc.array(piece, {maxLength: 2}).map(pieces => pieces.join(''));
const frame = fc.array(line, {minLength: 1, maxLength: rows}).map(lines => lines.join('\n'));

function endOf(code: string): string {
  if (code === '1' || code === '2') return '22';
  return code === '7' ? '27' : '39';
}

async function painted(frames: readonly string[]): Promise<string> {
  let output = '';
  const painter = screenPainter({write: text => (output += text)});
  for (const each of frames) {
    painter.paint(each);
    await new Promise(resolve => setImmediate(resolve));
  }
  painter.stop();
  return output;
}

describe('the painter', () => {
  it('shows the last frame, whatever was on the screen before', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(frame, {minLength: 1, maxLength: 4}), async frames => {
        const last = frames.slice(-1);
        expect(await shown(await painted(frames))).toEqual(await shown(await painted(last)));
      }),
      {numRuns: 60},
    );
  });

  it('sends nothing for what has not changed, and little for a letter', async () => {
    const before = `one\n${'─'.repeat(20)}\n❯ Name   abc`;
    const whole = await painted([before]);
    const both = await painted([before, before.replace('abc', 'abcd')]);
    expect(await painted([before, before])).toBe(whole);
    expect(both.length - whole.length).toBeLessThan(40);
  });

  it('skips frames that come faster than they are sent', async () => {
    let output = '';
    const painter = screenPainter({write: text => (output += text)});
    painter.paint('first');
    painter.paint('second');
    await vi.waitFor(() => expect(output).toContain('second'));
    expect(output).not.toContain('first');
    painter.stop();
  });

  it('says new lines only where the cursor can’t move', async () => {
    let output = '';
    const painter = linePainter({write: text => (output += text)});
    painter.paint('title\nradio: (checked) one\nradio: two');
    await new Promise(resolve => setImmediate(resolve));
    output = '';
    painter.paint('title\nradio: one\nradio: (checked) two');
    painter.stop();
    expect(output).toBe('radio: one\nradio: (checked) two\n');
  });
});
