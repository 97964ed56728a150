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
import {padEnd, truncate, widthOf} from '../text.js';
import {Accent, Chosen, Good, Muted, useSymbols, Warning} from '../theme.js';
import {minSideBySideWidth, Pointer, pointerWidth, type QuestionProps} from './field.js';

interface OptionListProps extends QuestionProps {
  readonly question: ScreenQuestion;
  readonly role: 'radio' | 'checkbox';
  readonly isOn: (option: Option) => boolean;
  /** The symbol before an option: a radio button or a checkbox. */
  readonly symbol: (option: Option) => string;
  /** What a screen reader says about an option. */
  readonly ariaLabelParts: (option: Option) => readonly (string | undefined)[];
}

/** A long list is shown in pages, so that less moves. */
export function OptionList(props: OptionListProps): ReactNode {
  const {question, field, maxOptionLines, width, focused, role, isOn, symbol, ariaLabelParts} =
    props;
  const visible = visibleOptions(question, field);
  const focus = focusedOptionIndex(question, field);
  const size = Math.max(3, maxOptionLines);
  const isPaged = visible.length > size;
  const pageStart = Math.floor(focus / size) * size;
  // The last page is full: fewer lines would look like an empty panel.
  const start = isPaged ? Math.min(pageStart, visible.length - size) : 0;
  const page = visible.slice(start, isPaged ? start + size : undefined);
  const widest = Math.max(0, ...page.map(option => widthOf(option.label)));
  const labelWidth = Math.min(widest, Math.floor(width * 0.45));
  return (
    <>
      <Search question={question} field={field} matchCount={visible.length} />
      {page.map((option, index) => {
        const hasFocus = focused && start + index === focus;
        return (
          <OptionRow
            key={option.value}
            option={option}
            focused={hasFocus}
            isOn={isOn(option)}
            symbol={symbol(option)}
            width={width}
            labelWidth={labelWidth}
            role={role}
            ariaLabel={ariaLabelParts(option).filter(Boolean).join(', ')}
          />
        );
      })}
      {isPaged && <Pages before={start} after={visible.length - start - page.length} />}
    </>
  );
}

interface OptionRowProps {
  readonly option: Option;
  readonly focused: boolean;
  readonly isOn: boolean;
  readonly symbol: string;
  readonly width: number;
  readonly labelWidth: number;
  readonly role: 'radio' | 'checkbox';
  readonly ariaLabel: string;
}

function OptionRow(props: OptionRowProps): ReactNode {
  const {option, focused, isOn, symbol, width, labelWidth, role, ariaLabel} = props;
  const symbols = useSymbols();
  const hang = pointerWidth(symbols) + widthOf(symbol) + 1;
  const column = hang + labelWidth + 3;
  // A long description must not push away what Enter does.
  const maxDetailWidth = (focused ? 4 : 2) * Math.max(10, width - column);
  const hidesDetail = width < minSideBySideWidth && !focused;
  const detail =
    hidesDetail || option.detail === undefined
      ? undefined
      : truncate(option.detail, maxDetailWidth, symbols.ellipsis);
  const details = optionDetails(option, detail);
  const fits = column + 10 <= width && widthOf(option.label) <= labelWidth;
  const isBeside = details.length > 0 && fits;
  const text = isBeside ? padEnd(option.label, labelWidth) : option.label;
  return (
    <Paragraph
      focus={focused}
      hang={isBeside ? column : hang}
      aria-role={role}
      aria-state={{checked: isOn, selected: focused}}
      aria-label={ariaLabel}
    >
      <Pointer on={focused} />
      {focused ? (
        <Chosen>{`${symbol} ${text}`}</Chosen>
      ) : (
        <>
          {isOn ? <Accent>{`${symbol} `}</Accent> : <Muted>{`${symbol} `}</Muted>}
          {isOn ? text : <Muted>{text}</Muted>}
        </>
      )}
      {details.length > 0 && (isBeside ? '   ' : '  ')}
      {details}
    </Paragraph>
  );
}

/** The option's marks and its detail, as far as there is room for it. */
function optionDetails(
  {recommended, mark, caution}: Option,
  detail: string | undefined,
): readonly ReactNode[] {
  const all = [
    recommended === true && <Good key="recommended">recommended</Good>,
    mark !== undefined && <Good key="mark">{mark}</Good>,
    caution !== undefined && <Warning key="caution">{caution}</Warning>,
    detail !== undefined && <Muted key="detail">{detail}</Muted>,
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
    <Paragraph indent={2} truncate>
      <Muted>{parts.join('   ')}</Muted>
    </Paragraph>
  );
}

interface SearchProps extends Pick<QuestionProps, 'field'> {
  readonly question: ScreenQuestion;
  readonly matchCount: number;
}

function Search({question, field: {search}, matchCount}: SearchProps): ReactNode {
  const indent = pointerWidth(useSymbols());
  if (!isSearchable(question) || (search.kind === 'closed' && search.text === '')) return null;
  const open = search.kind === 'open';
  const count = `${matchCount} of ${optionsOf(question).length}`;
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
      {matchCount === 0 && <Warning>{'   no matches'}</Warning>}
    </Paragraph>
  );
}
