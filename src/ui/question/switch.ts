import type {ToggleQuestion} from '../../steps/step.js';
import {type Block, span} from '../block.js';
import type {Asking} from './asking.js';
import {labeled} from './label.js';

/** On or off. */
export function switchBlocks(asked: ToggleQuestion, asking: Asking): readonly Block[] {
  const {symbols, focus} = asking;
  const side = (value: 'on' | 'off') => {
    const chosen = asked.value === value;
    const sign = chosen ? symbols.radioOn : symbols.radioOff;
    const role = chosen ? (focus === 'focus' ? 'chosen' : 'plain') : 'muted';
    return span(`${sign} ${asked[value]}`, role);
  };
  const value = focus === 'focus' ? [side('on'), span('   '), side('off')] : [side(asked.value)];
  return labeled(asked.label, value, asking, {
    role: 'checkbox',
    state: {checked: asked.value === 'on', selected: focus === 'focus'},
    label: `${asked.label}: ${asked[asked.value]}`,
  });
}
