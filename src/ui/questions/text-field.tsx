import type {ReactNode} from 'react';
import type {ScreenQuestion} from '../../wizard/questions.js';
import {graphemes} from '../../wizard/text-edit.js';
import {Caret, Paragraph} from '../layout.js';
import {WithLinks} from '../problem.js';
import {visible, widthOf} from '../text.js';
import {Accent, Bad, Muted, type Symbols, useSymbols, Warning} from '../theme.js';
import {Labeled, type QuestionProps, valueIndent} from './field.js';

type TextLike = Extract<ScreenQuestion, {kind: 'text' | 'secret'}>;
type TextFieldProps = QuestionProps & {readonly asked: TextLike};

/** A line of text. A secret is never shown, only its length. */
export function TextField({asked, ...question}: TextFieldProps): ReactNode {
  const symbols = useSymbols();
  const {focused, field, width} = question;
  const indent = valueIndent(question, symbols);
  const shown =
    asked.kind === 'secret' ? symbols.secret.repeat(graphemes(asked.value).length) : asked.value;
  const caret = field.caret === 'end' ? graphemes(asked.value).length : field.caret;
  const part = fieldWindow(shown, caret, Math.max(4, width - indent - 1), symbols);
  return (
    <>
      <Labeled
        {...question}
        label={asked.label}
        aria-role="textbox"
        aria-state={focused ? {selected: true} : {}}
        aria-label={`${asked.label}: ${spoken(asked)}`}
      >
        {focused ? (
          <>
            <Accent>{part.before}</Accent>
            <Caret>{part.at}</Caret>
            <Accent>{part.after}</Accent>
          </>
        ) : (
          shown
        )}
      </Labeled>
      {focused && <Hint asked={asked} refused={field.invalidSubmitted} indent={indent} />}
    </>
  );
}

interface HintProps {
  readonly asked: TextLike;
  /** Whether the user tried to submit an invalid answer. */
  readonly refused: boolean;
  readonly indent: number;
}

/** The error or the hint. An empty field is not an error until the user submits it. */
function Hint({asked, refused, indent}: HintProps): ReactNode {
  const {failed} = useSymbols();
  const {invalid, hint, value, id} = asked;
  const note = asked.kind === 'text' ? asked.note : undefined;
  if (invalid !== undefined && (refused || (value !== '' && id !== 'confirm'))) {
    return (
      <Paragraph indent={indent} focus>
        {refused ? <Bad>{`${failed} ${invalid}`}</Bad> : <Warning>{invalid}</Warning>}
      </Paragraph>
    );
  }
  return (
    <>
      <Paragraph indent={indent} focus>
        <Muted>
          <WithLinks>{asked.kind === 'secret' ? lengthOr(value, hint) : hint}</WithLinks>
        </Muted>
      </Paragraph>
      {note !== undefined && (
        <Paragraph indent={indent} focus>
          <Muted>{note}</Muted>
        </Paragraph>
      )}
    </>
  );
}

/** Shows a secret's length, so that the user can see whether a paste is complete. */
function lengthOr(secret: string, hint: string): string {
  const count = graphemes(secret).length;
  return count === 0 ? hint : `${count} ${count === 1 ? 'character' : 'characters'}. ${hint}`;
}

function spoken({kind, value}: TextLike): string {
  if (value === '') return 'empty';
  return kind === 'secret' ? `${graphemes(value).length} characters, hidden` : value;
}

/** The part of a value around its caret, with a mark at each end that is cut. */
export function fieldWindow(value: string, caret: number, width: number, symbols: Symbols) {
  const cells = graphemes(value).map(visible);
  const at = Math.min(caret, cells.length);
  const markWidth = widthOf(symbols.cut);
  const widths = cells.map(widthOf);
  const whole = widths.reduce((sum, wide) => sum + wide, at === cells.length ? 1 : 0) <= width;
  let start = whole ? 0 : at;
  let end = whole ? cells.length : Math.min(at + 1, cells.length);
  // Minus the marks at both ends and the cell under the caret.
  let room = width - 2 * markWidth - (widths[at] ?? 1);
  for (let wide = widths[start - 1]; wide !== undefined && wide <= room; wide = widths[start - 1]) {
    room -= wide;
    start -= 1;
  }
  for (let wide = widths[end]; wide !== undefined && wide <= room; wide = widths[end]) {
    room -= wide;
    end += 1;
  }
  return {
    before: `${start > 0 ? symbols.cut : ''}${cells.slice(start, at).join('')}`,
    at: cells[at] ?? ' ',
    after: `${cells.slice(at + 1, end).join('')}${end < cells.length ? symbols.cut : ''}`,
  };
}
