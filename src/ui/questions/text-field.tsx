import type {ReactNode} from 'react';
import type {ScreenQuestion} from '../../wizard/questions.js';
import {graphemes} from '../../wizard/text-edit.js';
import {Caret, Paragraph} from '../layout.js';
import {WithLinks} from '../problem.js';
import {sanitize, widthOf} from '../text.js';
import {Accent, Bad, Muted, type Symbols, useSymbols, Warning} from '../theme.js';
import {FormRow, type QuestionProps, valueIndent} from './field.js';

type TextInputQuestion = Extract<ScreenQuestion, {kind: 'text' | 'secret'}>;
type TextFieldProps = QuestionProps & {readonly question: TextInputQuestion};

/** A line of text. A secret is never shown, only its length. */
export function TextField({question, ...layout}: TextFieldProps): ReactNode {
  const symbols = useSymbols();
  const {focused, field, width} = layout;
  const indent = valueIndent(layout, symbols);
  const shown =
    question.kind === 'secret'
      ? symbols.secret.repeat(graphemes(question.value).length)
      : question.value;
  const caret = field.caret === 'end' ? graphemes(question.value).length : field.caret;
  const visiblePart = fieldWindow(shown, caret, Math.max(4, width - indent - 1), symbols);
  return (
    <>
      <FormRow
        {...layout}
        label={question.label}
        aria-role="textbox"
        aria-state={focused ? {selected: true} : {}}
        aria-label={`${question.label}: ${ariaValue(question)}`}
      >
        {focused ? (
          <>
            <Accent>{visiblePart.before}</Accent>
            <Caret>{visiblePart.at}</Caret>
            <Accent>{visiblePart.after}</Accent>
          </>
        ) : (
          shown
        )}
      </FormRow>
      {focused && <Hint question={question} refused={field.invalidSubmitted} indent={indent} />}
    </>
  );
}

interface HintProps {
  readonly question: TextInputQuestion;
  /** Whether the user tried to submit an invalid answer. */
  readonly refused: boolean;
  readonly indent: number;
}

/** The error or the hint. An empty field is not an error until the user submits it. */
function Hint({question, refused, indent}: HintProps): ReactNode {
  const {failed} = useSymbols();
  const {invalid, hint, value, id} = question;
  const note = question.kind === 'text' ? question.note : undefined;
  if (invalid !== undefined && (refused || (value !== '' && id !== 'confirm'))) {
    return (
      <Paragraph indent={indent} focus>
        {refused ? <Bad>{`${failed} ${invalid}`}</Bad> : <Warning>{invalid}</Warning>}
      </Paragraph>
    );
  }
  return (
    <>
      {hint !== '' && (
        <Paragraph indent={indent} focus>
          <Muted>
            <WithLinks>{question.kind === 'secret' ? secretHint(value, hint) : hint}</WithLinks>
          </Muted>
        </Paragraph>
      )}
      {note !== undefined && (
        <Paragraph indent={indent} focus>
          <Muted>{note}</Muted>
        </Paragraph>
      )}
    </>
  );
}

/** Shows a secret's length, so that the user can see whether a paste is complete. */
function secretHint(secret: string, hint: string): string {
  const count = graphemes(secret).length;
  return count === 0 ? hint : `${count} ${count === 1 ? 'character' : 'characters'}. ${hint}`;
}

function ariaValue({kind, value}: TextInputQuestion): string {
  if (value === '') return 'empty';
  return kind === 'secret' ? `${graphemes(value).length} characters, hidden` : value;
}

/** The part of a value around its caret, with an ellipsis at each end that is cut. */
export function fieldWindow(value: string, caret: number, width: number, symbols: Symbols) {
  const cells = graphemes(value).map(sanitize);
  const at = Math.min(caret, cells.length);
  const ellipsisWidth = widthOf(symbols.ellipsis);
  const widths = cells.map(widthOf);
  const fitsWhole =
    widths.reduce((sum, cellWidth) => sum + cellWidth, at === cells.length ? 1 : 0) <= width;
  let start = fitsWhole ? 0 : at;
  let end = fitsWhole ? cells.length : Math.min(at + 1, cells.length);
  // Minus the ellipses at both ends and the cell under the caret.
  let room = width - 2 * ellipsisWidth - (widths[at] ?? 1);
  for (
    let cellWidth = widths[start - 1];
    cellWidth !== undefined && cellWidth <= room;
    cellWidth = widths[start - 1]
  ) {
    room -= cellWidth;
    start -= 1;
  }
  for (
    let cellWidth = widths[end];
    cellWidth !== undefined && cellWidth <= room;
    cellWidth = widths[end]
  ) {
    room -= cellWidth;
    end += 1;
  }
  return {
    before: `${start > 0 ? symbols.ellipsis : ''}${cells.slice(start, at).join('')}`,
    at: cells[at] ?? ' ',
    after: `${cells.slice(at + 1, end).join('')}${end < cells.length ? symbols.ellipsis : ''}`,
  };
}
