import {identifierProblem} from '../scenario/validity.js';
import type {Answer} from '../steps/step.js';
import type {ConnectDraft} from './connect-draft.js';
import {focusOf, visibleOptions} from './option-list.js';
import {isText, type ScreenQuestion} from './questions.js';
import {focusedQuestion, type Screen, screenOf} from './screen.js';
import {isUnread} from './selectors.js';
import {isMethod} from './sign-in-methods.js';
import {freshField, type State} from './state.js';
import {addTask} from './tasks.js';
import {type Edit, edit, graphemes} from './text-edit.js';

/** Puts an answer where it belongs: the draft, the menus, the confirmation or the choices. */
export function applyAnswer(
  state: State,
  screen: Screen,
  asked: ScreenQuestion,
  answer: Answer,
): State {
  // An answer can bring a further question: the one at hand stays where it is.
  const cleared = {...state, questionIndex: screen.questionIndex, notice: undefined};
  if (asked.id === 'confirm' && answer.kind === 'text') {
    return {...cleared, confirm: answer.value};
  }
  if (screen.kind === 'connect') {
    const connect = updateDraft(state.connect, asked, answer);
    const edited: State = {
      ...cleared,
      connect,
      connection: {kind: 'signed-out'},
      failure: undefined,
    };
    const {keyPath} = connect;
    const isNew = keyPath !== state.connect.keyPath && keyPath.trim() !== '';
    return isNew ? addTask(edited, {kind: 'read-key', path: keyPath}) : edited;
  }
  if (screen.kind === 'step') {
    const choices = screen.step.answer(state.choices, asked.id, answer);
    // What failed was another change than the one that is at hand now.
    return {...cleared, choices, confirmed: undefined, failure: undefined};
  }
  if (answer.kind !== 'select' || !(asked.id in state.menus)) return state;
  return {...cleared, menus: {...state.menus, [asked.id]: answer.value}};
}

function updateDraft(draft: ConnectDraft, {id}: ScreenQuestion, answer: Answer): ConnectDraft {
  if (answer.kind === 'select') {
    const {value} = answer;
    if (id === 'keep') {
      return {...draft, keep: value === 'in-keychain' ? value : 'nowhere'};
    }
    return isMethod(value) ? {...draft, method: value} : draft;
  }
  if (answer.kind !== 'text') return draft;
  switch (id) {
    case 'domain':
      return {...draft, domain: answer.value, ownDomain: {kind: 'not-needed'}};
    case 'client-id':
      return {...draft, clientId: answer.value};
    case 'client-secret':
      return {...draft, clientSecret: answer.value};
    case 'token':
      return {...draft, token: answer.value};
    case 'key-path':
      return {...draft, keyPath: answer.value};
    case 'own-domain':
      return {...draft, ownDomain: {kind: 'asked', typed: answer.value}};
    default:
      return draft;
  }
}

export function editText(state: State, change: Edit): State {
  const screen = screenOf(state);
  const asked = focusedQuestion(screen);
  if (asked === undefined || screen.busy === 'busy' || screen.focus === 'problem') return state;
  const {field} = state;
  if (field.search.kind === 'open') {
    const {text} = edit({text: field.search.text, caret: Number.MAX_SAFE_INTEGER}, change);
    return {...state, field: {...field, focus: 0, search: {kind: 'open', text}}};
  }
  if (!isText(asked)) return state;
  const caret = field.caret === 'end' ? graphemes(asked.value).length : field.caret;
  const after = edit({text: asked.value, caret}, change);
  const moved: State = {...state, field: {...field, caret: after.caret, refused: 'no'}};
  if (after.text === asked.value) return moved;
  return applyAnswer(moved, screen, asked, {kind: 'text', value: after.text});
}

export function moveFocus(state: State, by: number): State {
  return focusOption(state, (asked, count) => {
    const focus = focusOf(asked, state.field);
    // Wraps one by one, so that the end is near from the top; a page stops at the end.
    const wraps = Math.abs(by) === 1;
    const to = focus + by;
    return wraps ? (to + count) % count : Math.max(0, Math.min(count - 1, to));
  });
}

export function pickOption(state: State, index: number): State {
  const chosen = focusOption(state, (_, count) => (index < count ? index : undefined));
  return chosen === state ? state : toggleOption(chosen);
}

function focusOption(
  state: State,
  place: (asked: ScreenQuestion, count: number) => number | undefined,
): State {
  const screen = screenOf(state);
  const asked = focusedQuestion(screen);
  if (asked === undefined || screen.busy === 'busy') return state;
  const visible = visibleOptions(asked, state.field);
  if (visible.length === 0) return state;
  const to = place(asked, visible.length);
  const option = to === undefined ? undefined : visible[to];
  if (to === undefined || option === undefined) return state;
  const focused: State = {...state, field: {...state.field, focus: to, scroll: 0}};
  if (asked.kind !== 'select' && asked.kind !== 'menu') return focused;
  return applyAnswer(focused, screen, asked, {kind: 'select', value: option.value});
}

/** Ticks or unticks the option that has the focus. */
export function toggleOption(state: State): State {
  const screen = screenOf(state);
  const asked = focusedQuestion(screen);
  if (asked?.kind !== 'multiselect' || screen.busy === 'busy') return state;
  const option = visibleOptions(asked, state.field)[focusOf(asked, state.field)];
  if (option === undefined) return state;
  const values = asked.values.includes(option.value)
    ? asked.values.filter(value => value !== option.value)
    : [...asked.values, option.value];
  const after = applyAnswer(state, screen, asked, {kind: 'multiselect', values});
  const now = screenOf(after).questions.find(({id}) => id === asked.id);
  const stays = now?.kind === 'multiselect' && now.values.includes(option.value);
  if (!asked.values.includes(option.value) || !stays) return after;
  const why = option.mark === undefined ? '' : ` (${option.mark})`;
  return {...after, notice: {kind: 'info', text: `${option.label} stays selected${why}.`}};
}

export function setToggle(state: State, to: 'on' | 'off' | 'other'): State {
  const screen = screenOf(state);
  const asked = focusedQuestion(screen);
  if (asked?.kind !== 'toggle' || screen.busy === 'busy') return state;
  const other = asked.value === 'on' ? 'off' : 'on';
  return applyAnswer(state, screen, asked, {kind: 'toggle', value: to === 'other' ? other : to});
}

/** A question is left: an identifier that can stand is what is read for from now on. */
export function leaveQuestion(state: State): State {
  const {identifier} = state.choices.blueprint.resourceServer;
  const left: State = {...state, field: freshField};
  return identifierProblem(identifier) === undefined ? switchApi(left, identifier) : left;
}

/** About this API from now on, with the application that was remembered for it. */
function switchApi(state: State, audience: string): State {
  if (audience === state.audience) return state;
  const {rememberedClientId: _, ...hints} = state.choices.hints;
  const rememberedClientId = state.clientIds.get(audience);
  const choices = {
    ...state.choices,
    hints: {...hints, ...(rememberedClientId !== undefined && {rememberedClientId})},
  };
  return {...state, audience, choices};
}

/** What can't stand as an identifier goes with its step. */
export function discardUnreadIdentifier(state: State): State {
  if (!isUnread(state)) return state;
  const {choices, audience: identifier} = state;
  const {blueprint} = choices;
  const resourceServer = {...blueprint.resourceServer, identifier};
  return {...state, choices: {...choices, blueprint: {...blueprint, resourceServer}}};
}
