import {type Aria, type Block, block, type Span, span} from '../block.js';
import {padEnd, widthOf} from '../text.js';
import type {Role} from '../theme.js';
import type {Asking} from './asking.js';

/** Below this many columns a label stands above its value. */
export const besideFrom = 44;

export function valueIndent({width, labelWidth, symbols}: Asking): number {
  const pointer = pointerWidth(symbols.pointer);
  if (labelWidth > 0 && width < besideFrom) return 4;
  return labelWidth === 0 ? pointer : pointer + labelWidth + 3;
}

function pointerWidth(pointer: string): number {
  return widthOf(pointer) + 1;
}

/** The pointer before what has the focus, and as many columns before what has not. */
export function pointed({focus, symbols}: Pick<Asking, 'focus' | 'symbols'>): Span {
  return focus === 'focus'
    ? span(`${symbols.pointer} `, 'chosen')
    : span(' '.repeat(pointerWidth(symbols.pointer)));
}

/** A row of a form: pointer, label, value. */
export function labeled(
  label: string,
  value: readonly Span[],
  asking: Asking,
  aria: Aria = {},
  role: Role = asking.focus === 'focus' ? 'strong' : 'muted',
): readonly Block[] {
  const {focus, width, labelWidth} = asking;
  const hang = valueIndent(asking);
  if (width < besideFrom && label !== '') {
    return [
      block([pointed(asking), span(label, role)], {focus, hang, aria: {label: ''}}),
      block(value, {focus, indent: hang, aria}),
    ];
  }
  return [
    block(
      [
        pointed(asking),
        ...(label === '' ? [] : [span(padEnd(label, labelWidth), role), span('   ')]),
        ...value,
      ],
      {
        focus,
        hang,
        aria,
      },
    ),
  ];
}
