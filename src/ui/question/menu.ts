import type {MenuQuestion} from '../../wizard/questions.js';
import {type Block, block, span} from '../block.js';
import {layOut} from '../layout.js';
import {widthOf} from '../text.js';
import type {Asking} from './asking.js';
import {pointed} from './label.js';

/** What to do next, side by side where there is room. */
export function menuBlocks(asked: MenuQuestion, asking: Asking): readonly Block[] {
  const {symbols, width, focus} = asking;
  const labels = asked.options.map(option => {
    const chosen = option.value === asked.value;
    const at = chosen ? focus : ('none' as const);
    return {
      spans: [
        pointed({focus: at, symbols}),
        span(option.label, at === 'focus' ? 'chosen' : 'plain'),
      ],
      aria: {role: 'menuitem' as const, state: {selected: chosen}, label: option.label},
    };
  });
  const inARow = labels.flatMap(({spans}, index) =>
    index === 0 ? spans : [span('   '), ...spans],
  );
  const fits = inARow.reduce((sum, {text}) => sum + widthOf(text), 0) <= width;
  const row = block(inARow, {focus, fit: 'cut'});
  if (fits && layOut([row], width, symbols.cut).length === 1) {
    const said = asked.options.map(({label, value}) =>
      value === asked.value ? `(selected) ${label}` : label,
    );
    return [{...row, aria: {role: 'menu', label: said.join(', ')}}];
  }
  // All of it is to be in sight, and not what has been chosen alone.
  return labels.map(({spans, aria}) => block(spans, {focus, aria}));
}
