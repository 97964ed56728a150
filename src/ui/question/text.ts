import type {ScreenQuestion} from '../../wizard/questions.js';
import {graphemes} from '../../wizard/text-edit.js';
import {type Block, block, type Span, span} from '../block.js';
import {withLinks} from '../problem.js';
import {visible, widthOf} from '../text.js';
import type {Symbols} from '../theme.js';
import type {Asking} from './asking.js';
import {labeled, valueIndent} from './label.js';

type TextLike = Extract<ScreenQuestion, {kind: 'text' | 'secret'}>;

export function textBlocks(asked: TextLike, asking: Asking): readonly Block[] {
  const {focus, field, width, symbols} = asking;
  const shown = asked.kind === 'secret' ? masked(asked.value, symbols) : asked.value;
  const indent = valueIndent(asking);
  const caret = field.caret === 'end' ? graphemes(asked.value).length : field.caret;
  const value =
    focus === 'focus'
      ? fieldSpans(shown, caret, Math.max(4, width - indent - 1), symbols)
      : [span(shown, 'plain')];
  return [
    ...labeled(asked.label, value, asking, {
      role: 'textbox',
      state: focus === 'focus' ? {selected: true} : {},
      label: `${asked.label}: ${spoken(asked)}`,
    }),
    ...(focus === 'focus'
      ? below(asked, asking).map(each => ({...each, indent, hang: indent}))
      : []),
  ];
}

function below(asked: TextLike, {field, symbols}: Asking): readonly Block[] {
  const {invalid, hint} = asked;
  const refused = invalid !== undefined && field.refused === 'yes';
  // An empty field is no mistake before somebody tries to leave it so.
  if (refused) return [block(span(`${symbols.failed} ${invalid}`, 'bad'), {focus: 'focus'})];
  if (invalid !== undefined && asked.value !== '' && asked.id !== 'confirm') {
    return [block(span(invalid, 'warning'), {focus: 'focus'})];
  }
  const note = asked.kind === 'text' ? asked.note : undefined;
  return [
    block(withLinks(asked.kind === 'secret' ? lengthOr(asked.value, hint) : hint, 'muted'), {
      focus: 'focus',
    }),
    ...(note === undefined ? [] : [block(span(note, 'muted'), {focus: 'focus' as const})]),
  ];
}

/** Nothing of a pasted secret is to be seen, but that it arrived whole. */
function lengthOr(secret: string, hint: string): string {
  const count = graphemes(secret).length;
  return count === 0 ? hint : `${count} ${count === 1 ? 'character' : 'characters'}. ${hint}`;
}

function masked(secret: string, symbols: Symbols): string {
  return symbols.secret.repeat(graphemes(secret).length);
}

function spoken(asked: TextLike): string {
  if (asked.value === '') return 'empty';
  return asked.kind === 'secret'
    ? `${graphemes(asked.value).length} characters, hidden`
    : asked.value;
}

/** The value with its caret. What is too long slides under it, with a mark at either end. */
export function fieldSpans(
  value: string,
  caret: number,
  width: number,
  symbols: Symbols,
): readonly Span[] {
  const cells = graphemes(value).map(visible);
  const at = Math.min(caret, cells.length);
  const markWidth = widthOf(symbols.cut);
  const widths = cells.map(widthOf);
  const whole = widths.reduce((sum, wide) => sum + wide, at === cells.length ? 1 : 0) <= width;
  let start = whole ? 0 : at;
  let end = whole ? cells.length : Math.min(at + 1, cells.length);
  // Beside the marks at either end, and the cell under the caret.
  let room = width - 2 * markWidth - (widths[at] ?? 1);
  for (let wide = widths[start - 1]; wide !== undefined && wide <= room; wide = widths[start - 1]) {
    room -= wide;
    start -= 1;
  }
  for (let wide = widths[end]; wide !== undefined && wide <= room; wide = widths[end]) {
    room -= wide;
    end += 1;
  }
  const before = `${start > 0 ? symbols.cut : ''}${cells.slice(start, at).join('')}`;
  const after = `${cells.slice(at + 1, end).join('')}${end < cells.length ? symbols.cut : ''}`;
  return [span(before, 'accent'), span(cells[at] ?? ' ', 'caret'), span(after, 'accent')].filter(
    ({text}) => text !== '',
  );
}
