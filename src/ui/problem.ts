import type {Problem} from '../model/errors.js';
import {type Block, block, link, type Span, span} from './block.js';
import type {Role, Symbols} from './theme.js';

/** An error has one look: what happened, then what to do. */
export function problemBlocks(problem: Problem, symbols: Symbols): readonly Block[] {
  return [
    block([span(`${symbols.failed} `, 'bad'), span(problem.message, 'strong')], {
      hang: 2,
      focus: 'focus',
    }),
    ...(problem.hint === '' ? [] : [block(withLinks(problem.hint), {indent: 2, focus: 'focus'})]),
  ];
}

/** Addresses in a sentence become links. */
export function withLinks(sentence: string, role: Role = 'plain'): readonly Span[] {
  return sentence
    .split(/(https:\/\/\S+[^\s.,;:)])/)
    .map((part, index) => (index % 2 === 1 ? link(part) : span(part, role)))
    .filter(({text}) => text !== '');
}
