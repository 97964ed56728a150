import type {BoxProps} from 'ink';
import type {Role} from './theme.js';

/** A run of text in one role. Text of any origin: it is made visible when it is laid out. */
export interface Span {
  readonly text: string;
  readonly role: Role;
  /** Address that a terminal may open. */
  readonly href?: string;
}

/** How a screen reader is told of a block. */
export interface Aria {
  readonly role?: NonNullable<BoxProps['aria-role']>;
  readonly state?: NonNullable<BoxProps['aria-state']>;
  /** Said in place of the text. */
  readonly label?: string;
}

/**
 * A paragraph: what views are made of. Laid out to a width it becomes lines, so that heights are
 * known before anything is drawn and nothing is cut without a mark.
 */
export interface Block {
  readonly spans: readonly Span[];
  /** Columns in front of the first line, and of the further ones. */
  readonly indent: number;
  readonly hang: number;
  /** At the right end of the last line, or below where there is no room. */
  readonly aside: readonly Span[];
  readonly fit: 'wrap' | 'cut';
  readonly focus: 'focus' | 'none';
  readonly aria: Aria;
}

export type Text = string | Span | readonly (string | Span)[];

export function span(text: string, role: Role = 'plain'): Span {
  return {text, role};
}

export function link(address: string): Span {
  return {text: address, role: 'muted', href: address};
}

function spansOf(text: Text): readonly Span[] {
  if (typeof text === 'string') return [span(text)];
  if ('role' in text) return [text];
  return text.map(part => (typeof part === 'string' ? span(part) : part));
}

export function block(
  text: Text,
  more: Partial<Omit<Block, 'spans' | 'aside'>> & {readonly aside?: Text} = {},
): Block {
  const indent = more.indent ?? 0;
  return {
    fit: 'wrap',
    focus: 'none',
    aria: {},
    ...more,
    indent,
    hang: more.hang ?? indent,
    spans: spansOf(text),
    aside: more.aside === undefined ? [] : spansOf(more.aside),
  };
}

/** An empty line. Screen readers are not told of it. */
export const blank: Block = block('');
