import type {ReactNode} from 'react';
import type {Screen} from '../../wizard/screen.js';
import type {State} from '../../wizard/state.js';
import {Paragraph} from '../layout.js';
import type {FormProps} from '../questions/form.js';
import {Muted, Strong} from '../theme.js';

export interface PanelProps<Kind extends Screen['kind'] = Screen['kind']> {
  readonly state: State;
  readonly screen: Screen & {readonly kind: Kind};
  readonly width: number;
  readonly height: number;
  /** Whether the list of steps is beside the panel, or the current step in a line above it. */
  readonly steps: 'beside' | 'above';
}

interface HeadingProps {
  readonly heading: string;
  readonly about: string;
}

export function Heading({heading, about}: HeadingProps): ReactNode {
  return (
    <>
      <Paragraph>
        <Strong>{heading}</Strong>
      </Paragraph>
      <Paragraph>
        <Muted>{about}</Muted>
      </Paragraph>
      <Paragraph />
    </>
  );
}

/** A screen's form, sized for the panel. */
export function formPropsOf({state, screen, width, height}: PanelProps): FormProps {
  return {
    questions: screen.questions,
    // A field that doesn't accept input must not show a caret.
    focusedIndex: screen.focus === 'problem' ? -1 : screen.questionIndex,
    field: state.field,
    width,
    maxOptionLines: Math.max(4, Math.min(15, height - 9)),
    reasons: screen.problem === undefined ? 'shown' : 'hidden',
  };
}
