import type {Option} from '../../steps/step.js';
import {focusOf, isSearchable, optionsOf, visibleOptions} from '../../wizard/option-list.js';
import type {ScreenQuestion} from '../../wizard/questions.js';
import {type Aria, type Block, block, span} from '../block.js';
import {padEnd, widthOf} from '../text.js';
import type {Asking} from './asking.js';
import {besideFrom, pointed} from './label.js';

interface Drawing {
  readonly asked: ScreenQuestion;
  readonly asking: Asking;
  /** The sign before an option: a radio button or a box to tick. */
  readonly sign: (option: Option) => string;
  readonly aria: (option: Option, focus: 'focus' | 'none') => Aria;
  readonly isOn: (option: Option) => boolean;
}

/** Options below each other. A long list is shown by the page, so that little moves. */
export function optionList(drawing: Drawing): readonly Block[] {
  const {asked, asking} = drawing;
  const {field, symbols, room} = asking;
  const visible = visibleOptions(asked, field);
  const focus = focusOf(asked, field);
  const size = Math.max(3, room);
  const paged = visible.length > size;
  const start = paged ? Math.floor(focus / size) * size : 0;
  const page = visible.slice(start, paged ? start + size : undefined);
  const labelWidth = columnOf(page, asking.width);
  const rows = page.map((option, index) =>
    row(option, start + index === focus ? asking.focus : 'none', labelWidth, drawing),
  );
  const left = visible.length - start - page.length;
  return [
    ...searchBlocks(asked, asking, visible.length),
    ...rows,
    ...(paged
      ? [
          block(
            span(
              [
                ...(start > 0 ? [`${symbols.up} ${start} before`] : []),
                ...(left > 0 ? [`${symbols.down} ${left} after`] : []),
              ].join('   '),
              'muted',
            ),
            {indent: 2, fit: 'cut'},
          ),
        ]
      : []),
  ];
}

function row(
  option: Option,
  focus: 'focus' | 'none',
  labelWidth: number,
  {asking, sign, aria, isOn}: Drawing,
): Block {
  const {symbols, width} = asking;
  const lead = [
    pointed({focus, symbols}),
    span(`${sign(option)} `, isOn(option) ? 'accent' : 'muted'),
  ];
  const hang = lead.reduce((sum, {text}) => sum + widthOf(text), 0);
  const role = focus === 'focus' ? 'chosen' : isOn(option) ? 'plain' : 'muted';
  const marks = [
    ...(option.recommended === undefined ? [] : [span('recommended', 'good')]),
    ...(option.mark === undefined ? [] : [span(option.mark, 'good')]),
    ...(option.caution === undefined ? [] : [span(option.caution, 'warning')]),
  ];
  const narrow = width < besideFrom && focus === 'none';
  const detail = option.detail === undefined || narrow ? [] : [span(option.detail, 'muted')];
  const after = [...marks, ...detail].flatMap((each, index) =>
    index === 0 ? [each] : [span('  '), each],
  );
  const columns = hang + labelWidth + 3;
  const beside = after.length > 0 && columns + 10 <= width && widthOf(option.label) <= labelWidth;
  const label = beside ? padEnd(option.label, labelWidth) : option.label;
  const rest = after.length === 0 ? [] : [span(beside ? '   ' : '  '), ...after];
  return block([...lead, span(label, role), ...rest], {
    focus,
    hang: beside ? columns : hang,
    aria: aria(option, focus),
  });
}

function columnOf(options: readonly Option[], width: number): number {
  const widest = Math.max(0, ...options.map(({label}) => widthOf(label)));
  return Math.min(widest, Math.floor(width * 0.45));
}

function searchBlocks(
  asked: ScreenQuestion,
  {field, symbols}: Asking,
  found: number,
): readonly Block[] {
  const {search} = field;
  if (!isSearchable(asked) || (search.kind === 'closed' && search.text === '')) return [];
  const open = search.kind === 'open';
  const count = `${found} of ${optionsOf(asked).length}`;
  const empty = found === 0 ? [span('   nothing fits', 'warning')] : [];
  return [
    block(
      [
        span('/ ', 'chosen'),
        span(search.text, 'accent'),
        ...(open ? [span(' ', 'caret')] : []),
        span(`   ${count}`, 'muted'),
        ...empty,
      ],
      {
        indent: widthOf(symbols.pointer) + 1,
        // What is typed is in sight, wherever in the list the focus is.
        focus: open ? 'focus' : 'none',
        aria: {role: 'textbox', label: `Search: ${search.text}, ${count}`},
      },
    ),
  ];
}
