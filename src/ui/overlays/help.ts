import {firstRunPermissions} from '../../scenario/permissions.js';
import {words} from '../../scenario/words.js';
import {type Block, blank, block, span} from '../block.js';
import {type Binding, bindingsIn, type Context, written} from '../keymap.js';
import {padEnd, widthOf} from '../text.js';
import type {Symbols} from '../theme.js';

/** The keys of this screen, from the table that handles them. */
export function helpBlocks(contexts: ReadonlySet<Context>, symbols: Symbols): readonly Block[] {
  const said = (each: Binding) => `${written(each, symbols)} ${each.does}`;
  const bindings = [
    ...new Map(
      bindingsIn(contexts)
        .filter(({place}) => place !== 'nowhere')
        .map(each => [said(each), each]),
    ).values(),
  ];
  const keyWidth = Math.max(0, ...bindings.map(each => widthOf(written(each, symbols))));
  return [
    block(span('Keys on this screen', 'heading')),
    blank,
    ...bindings.map(binding => row(binding, keyWidth, symbols)),
    blank,
    block(span('F1 shows this everywhere; ? does where no text is typed.', 'muted')),
  ];
}

function row(binding: Binding, keyWidth: number, symbols: Symbols): Block {
  return block([span(padEnd(written(binding, symbols), keyWidth), 'accent'), '   ', binding.does], {
    indent: 1,
    hang: keyWidth + 4,
    aria: {role: 'listitem', label: `${binding.keys.join(' or ')}: ${binding.does}`},
  });
}

/** Where somebody is to sign in: how credentials are made, and what they have to be allowed. */
export function credentialBlocks(): readonly Block[] {
  const {heading, steps} = words.credentials;
  const [create, authorize, copy] = steps;
  return [
    block(span(heading, 'heading')),
    blank,
    block(`1. ${create}`, {hang: 3}),
    block(`2. ${authorize}`, {hang: 3}),
    block(span(firstRunPermissions.join(', '), 'strong'), {indent: 3}),
    block(`3. ${copy}`, {hang: 3}),
    blank,
  ];
}
