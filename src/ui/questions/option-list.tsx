import type {ReactNode} from 'react';
import type {Option} from '../../steps/step.js';
import {
  focusedOptionIndex,
  isSearchable,
  optionsOf,
  type ScreenQuestion,
  visibleOptions,
} from '../../wizard/questions.js';
import {Caret, Paragraph} from '../layout.js';
import {padEnd, widthOf} from '../text.js';
import {Accent, Chosen, Good, Muted, useSymbols, Warning} from '../theme.js';
import {besideFrom, Pointer, pointerWidth, type QuestionProps} from './field.js';

interface OptionListProps extends QuestionProps {
  readonly asked: ScreenQuestion;
  readonly role: 'radio' | 'checkbox';
  readonly isOn: (option: Option) => boolean;
  /** The sign before an option: a radio button or a checkbox. */
  readonly sign: (option: Option) => string;
  /** What a screen reader says about an option. */
  readonly label: (option: Option) => readonly (string | undefined)[];
}

/** A long list is shown in pages, so that less moves. */
export function OptionList(props: OptionListProps): ReactNode {
  const {asked, field, room, width, focused, role, isOn, sign, label} = props;
  const visible = visibleOptions(asked, field);
  const focus = focusedOptionIndex(asked, field);
  const size = Math.max(3, room);
  const paged = visible.length > size;
  const start = paged ? Math.floor(focus / size) * size : 0;
  const page = visible.slice(start, paged ? start + size : undefined);
  const widest = Math.max(0, ...page.map(option => widthOf(option.label)));
  const labelWidth = Math.min(widest, Math.floor(width * 0.45));
  return (
    <>
      <Search asked={asked} field={field} found={visible.length} />
      {page.map((option, index) => {
        const hasFocus = focused && start + index === focus;
        return (
          <OptionRow
            key={option.value}
            option={option}
            focused={hasFocus}
            isOn={isOn(option)}
            sign={sign(option)}
            width={width}
            labelWidth={labelWidth}
            role={role}
            said={label(option).filter(Boolean).join(', ')}
          />
        );
      })}
      {paged && <Pages before={start} after={visible.length - start - page.length} />}
    </>
  );
}

interface OptionRowProps {
  readonly option: Option;
  readonly focused: boolean;
  readonly isOn: boolean;
  readonly sign: string;
  readonly width: number;
  readonly labelWidth: number;
  readonly role: 'radio' | 'checkbox';
  readonly said: string;
}

function OptionRow(props: OptionRowProps): ReactNode {
  const {option, focused, isOn, sign, width, labelWidth, role, said} = props;
  const hang = pointerWidth(useSymbols()) + widthOf(sign) + 1;
  const about = aboutOption(option, width < besideFrom && !focused);
  const column = hang + labelWidth + 3;
  const fits = column + 10 <= width && widthOf(option.label) <= labelWidth;
  const beside = about.length > 0 && fits;
  const text = beside ? padEnd(option.label, labelWidth) : option.label;
  return (
    <Paragraph
      focus={focused}
      hang={beside ? column : hang}
      aria-role={role}
      aria-state={{checked: isOn, selected: focused}}
      aria-label={said}
    >
      <Pointer on={focused} />
      {focused ? (
        <Chosen>{`${sign} ${text}`}</Chosen>
      ) : (
        <>
          {isOn ? <Accent>{`${sign} `}</Accent> : <Muted>{`${sign} `}</Muted>}
          {isOn ? text : <Muted>{text}</Muted>}
        </>
      )}
      {about.length > 0 && (beside ? '   ' : '  ')}
      {about}
    </Paragraph>
  );
}

/** The option's marks and its detail. */
function aboutOption(option: Option, narrow: boolean): readonly ReactNode[] {
  const {recommended, mark, caution, detail} = option;
  const all = [
    recommended === true && <Good key="recommended">recommended</Good>,
    mark !== undefined && <Good key="mark">{mark}</Good>,
    caution !== undefined && <Warning key="caution">{caution}</Warning>,
    detail !== undefined && !narrow && <Muted key="detail">{detail}</Muted>,
  ].filter(each => each !== false);
  return all.flatMap((each, index) => (index === 0 ? [each] : ['  ', each]));
}

function Pages({before, after}: {readonly before: number; readonly after: number}): ReactNode {
  const symbols = useSymbols();
  const parts = [
    ...(before > 0 ? [`${symbols.up} ${before} above`] : []),
    ...(after > 0 ? [`${symbols.down} ${after} below`] : []),
  ];
  return (
    <Paragraph indent={2} cut>
      <Muted>{parts.join('   ')}</Muted>
    </Paragraph>
  );
}

interface SearchProps extends Pick<QuestionProps, 'field'> {
  readonly asked: ScreenQuestion;
  readonly found: number;
}

function Search({asked, field: {search}, found}: SearchProps): ReactNode {
  const indent = pointerWidth(useSymbols());
  if (!isSearchable(asked) || (search.kind === 'closed' && search.text === '')) return null;
  const open = search.kind === 'open';
  const count = `${found} of ${optionsOf(asked).length}`;
  return (
    // Has the focus, so that the search text stays in view wherever the list is.
    <Paragraph
      indent={indent}
      focus={open}
      aria-role="textbox"
      aria-label={`Search: ${search.text}, ${count}`}
    >
      <Chosen>{'/ '}</Chosen>
      <Accent>{search.text}</Accent>
      {open && <Caret> </Caret>}
      <Muted>{`   ${count}`}</Muted>
      {found === 0 && <Warning>{'   no matches'}</Warning>}
    </Paragraph>
  );
}
