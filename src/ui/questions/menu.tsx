import type {ReactNode} from 'react';
import type {MenuQuestion} from '../../wizard/questions.js';
import {inlineWidth, Paragraph} from '../layout.js';
import {Chosen} from '../theme.js';
import {Pointer, type QuestionProps} from './field.js';

type MenuProps = QuestionProps & {readonly question: MenuQuestion};

/** Actions side by side, or stacked if there is no room. */
export function Menu({question, focused, width}: MenuProps): ReactNode {
  const items = question.options.map(({value, label}, index) => {
    const isChosen = value === question.value;
    const item = <Item key={value} label={label} on={isChosen && focused} />;
    return {value, label, isChosen, item, beside: index === 0 ? item : ['   ', item]};
  });
  const row = items.map(({beside}) => beside);
  if (inlineWidth(row) <= width) {
    const ariaLabels = items.map(({label, isChosen}) => (isChosen ? `(selected) ${label}` : label));
    return (
      <Paragraph focus={focused} truncate aria-role="menu" aria-label={ariaLabels.join(', ')}>
        {row}
      </Paragraph>
    );
  }
  // All items get the focus, so that the whole menu stays in view.
  return items.map(({value, label, isChosen, item}) => (
    <Paragraph
      key={value}
      focus={focused}
      aria-role="menuitem"
      aria-state={{selected: isChosen}}
      aria-label={label}
    >
      {item}
    </Paragraph>
  ));
}

function Item({label, on}: {readonly label: string; readonly on: boolean}): ReactNode {
  return (
    <>
      <Pointer on={on} />
      {on ? <Chosen>{label}</Chosen> : label}
    </>
  );
}
