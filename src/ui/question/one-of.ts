import type {Option, SelectQuestion} from '../../steps/step.js';
import {type Block, blank, block, span} from '../block.js';
import {layOut} from '../layout.js';
import type {Asking} from './asking.js';
import {besideFrom} from './label.js';
import {optionList} from './option-list.js';

/** One of several: the focus chooses, so that what follows from it can be seen at once. */
export function oneOfBlocks(asked: SelectQuestion, asking: Asking): readonly Block[] {
  const {symbols, focus} = asking;
  const isOn = ({value}: Option) => value === asked.value;
  return [
    ...optionList({
      asked,
      asking,
      isOn,
      sign: option => (isOn(option) ? symbols.radioOn : symbols.radioOff),
      aria: (option, focused) => ({
        role: 'radio',
        state: {checked: isOn(option), selected: focused === 'focus'},
        label: [option.label, option.detail, option.mark, option.recommended]
          .filter(Boolean)
          .join(', '),
      }),
    }),
    ...(focus === 'focus' && asking.reasons === 'shown' ? reasonBlocks(asked, asking) : []),
  ];
}

/** The reason of what has the focus, in as many lines as the longest: nothing below moves. */
function reasonBlocks({options, value}: SelectQuestion, asking: Asking): readonly Block[] {
  const {width, symbols} = asking;
  const reasonOf = ({reason}: Option) => block(span(reason ?? '', 'plain'), {indent: 2});
  const heights = options.map(option => layOut([reasonOf(option)], width, symbols.cut).length);
  const tallest = Math.max(0, ...heights);
  const chosen = options.find(option => option.value === value);
  if (chosen === undefined || options.every(({reason}) => reason === undefined)) return [];
  const height = heights[options.indexOf(chosen)] ?? 1;
  // On a narrow terminal lines are dearer than calm.
  const padded = width < besideFrom ? height : tallest;
  const padding = Array.from({length: padded - height}, () => blank);
  return [blank, {...reasonOf(chosen), focus: 'focus'}, ...padding];
}
