import type {MultiselectQuestion, Option} from '../../steps/step.js';
import {type Block, block, span} from '../block.js';
import {widthOf} from '../text.js';
import type {Asking} from './asking.js';
import {optionList} from './option-list.js';

/** Any of several, to be ticked; what is there and not ours is listed below. */
export function manyOfBlocks(asked: MultiselectQuestion, asking: Asking): readonly Block[] {
  const {symbols} = asking;
  const ticked = new Set(asked.values);
  const isOn = ({value}: Option) => ticked.has(value);
  return [
    ...optionList({
      asked,
      asking,
      isOn,
      sign: option => (isOn(option) ? symbols.tickOn : symbols.tickOff),
      aria: (option, focused) => ({
        role: 'checkbox',
        state: {checked: isOn(option), selected: focused === 'focus'},
        label: [option.label, option.detail, option.mark, option.caution]
          .filter(Boolean)
          .join(', '),
      }),
    }),
    ...keptBlocks(asked, asking),
  ];
}

function keptBlocks({kept}: MultiselectQuestion, {symbols, room}: Asking): readonly Block[] {
  const indent = widthOf(symbols.pointer) + 1;
  const shown = kept.slice(0, Math.max(1, Math.min(3, room - 2)));
  const left = kept.length - shown.length;
  const rows = shown.map(value =>
    block([span(`${symbols.kept} ${value}   kept: not managed here`, 'muted')], {
      indent,
      fit: 'cut',
    }),
  );
  if (left === 0) return rows;
  return [...rows, block(span(`${symbols.kept} ${left} more are kept`, 'muted'), {indent})];
}
