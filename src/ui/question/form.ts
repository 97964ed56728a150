import {formatFirst} from '../../text/format.js';
import type {ScreenQuestion} from '../../wizard/questions.js';
import {type Block, blank, span} from '../block.js';
import {widthOf} from '../text.js';
import type {Asking} from './asking.js';
import {labeled} from './label.js';
import {manyOfBlocks} from './many-of.js';
import {menuBlocks} from './menu.js';
import {oneOfBlocks} from './one-of.js';
import {switchBlocks} from './switch.js';
import {textBlocks} from './text.js';

/** A longer label pushes its value away, and no other. */
const mostLabel = 16;

export interface Form {
  readonly questions: readonly ScreenQuestion[];
  readonly at: number;
  readonly asking: Omit<Asking, 'focus' | 'labelWidth'>;
}

/** Questions one below the other: the one that has the focus is open, the others say their answer. */
export function formBlocks({questions, at, asking}: Form): readonly Block[] {
  const beside = questions.filter(({kind}, index) => index !== at || kind !== 'select');
  const widest = Math.max(0, ...beside.map(({label}) => widthOf(label)));
  const labelWidth = Math.min(widest, mostLabel);
  const alone = questions.length === 1;
  return questions.flatMap((asked, index) => {
    const focus = index === at ? ('focus' as const) : ('none' as const);
    const here: Asking = {...asking, focus, labelWidth};
    if (alone) return openBlocks(asked, here);
    if (asked.kind !== 'select' && asked.kind !== 'multiselect') return openBlocks(asked, here);
    if (focus === 'none') return labeled(asked.label, [span(answerOf(asked))], here, spoken(asked));
    return [
      ...labeled(asked.label, [], {...here, focus: 'none'}, {label: `${asked.label}:`}, 'strong'),
      ...openBlocks(asked, here),
      ...(index < questions.length - 1 ? [blank] : []),
    ];
  });
}

export function openBlocks(asked: ScreenQuestion, asking: Asking): readonly Block[] {
  switch (asked.kind) {
    case 'text':
    case 'secret':
      return textBlocks(asked, asking);
    case 'select':
      return oneOfBlocks(asked, asking);
    case 'multiselect':
      return manyOfBlocks(asked, asking);
    case 'toggle':
      return switchBlocks(asked, asking);
    case 'menu':
      return menuBlocks(asked, asking);
  }
}

function spoken(asked: ScreenQuestion) {
  return {label: `${asked.label}: ${answerOf(asked)}`};
}

/** An answer in a few words. */
export function answerOf(asked: ScreenQuestion): string {
  switch (asked.kind) {
    case 'text':
      return asked.value;
    case 'secret':
      return asked.value === '' ? '' : 'given';
    case 'select':
    case 'menu':
      return asked.options.find(({value}) => value === asked.value)?.label ?? asked.value;
    case 'multiselect':
      return asked.values.length === 0 ? 'none' : formatFirst(asked.values);
    case 'toggle':
      return asked[asked.value];
  }
}
