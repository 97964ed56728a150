import type {Option} from '../steps/step.js';
import type {ScreenQuestion} from './questions.js';
import type {Field} from './state.js';

/** A list that is longer can be searched. */
export const searchableFrom = 11;

export function isSearchable(asked: ScreenQuestion): boolean {
  return optionsOf(asked).length >= searchableFrom;
}

export function optionsOf(asked: ScreenQuestion): readonly Option[] {
  return asked.kind === 'select' || asked.kind === 'multiselect' || asked.kind === 'menu'
    ? asked.options
    : [];
}

/** The options that the search leaves, in order. */
export function visibleOptions(asked: ScreenQuestion, {search}: Field): readonly Option[] {
  const wanted = search.text.trim().toLowerCase();
  const options = optionsOf(asked);
  if (wanted === '') return options;
  return options.filter(({label, detail}) =>
    `${label} ${detail ?? ''}`.toLowerCase().includes(wanted),
  );
}

/** Where the focus stands among the visible options. */
export function focusOf(asked: ScreenQuestion, field: Field): number {
  const visible = visibleOptions(asked, field);
  if (asked.kind === 'select' || asked.kind === 'menu') {
    return Math.max(
      0,
      visible.findIndex(({value}) => value === asked.value),
    );
  }
  return Math.max(0, Math.min(field.focus, visible.length - 1));
}
