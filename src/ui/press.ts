import type {Store} from '../wizard/store.js';
import {graphemes} from '../wizard/text-edit.js';
import {contextsOf} from './contexts.js';
import type {Key} from './key-decoder.js';
import {intentOf, isTyping} from './keymap.js';

/**
 * Presses a key in a conversation. Letters that came in one piece are presses of their own, until
 * one of them opens a text field: then the rest is text.
 */
export function press(conversation: Store, key: Key): void {
  const {dispatch, state} = conversation;
  const contexts = contextsOf(state());
  if (key.kind !== 'text' || isTyping(contexts)) {
    const intent = intentOf(key, contexts);
    if (intent !== undefined) dispatch(intent);
    return;
  }
  const [letter, ...rest] = graphemes(key.text);
  const intent = letter === undefined ? undefined : intentOf({...key, text: letter}, contexts);
  if (intent !== undefined) dispatch(intent);
  if (rest.length > 0) press(conversation, {...key, text: rest.join('')});
}
