import {identifierProblem} from '../scenario/validity.js';
import type {Answer} from '../steps/step.js';
import type {ConnectDraft} from './connect-draft.js';
import {focusedOptionIndex, isText, type ScreenQuestion, visibleOptions} from './questions.js';
import {getFocusedQuestion, type Screen, screenOf} from './screen.js';
import {isUnread} from './selectors.js';
import {isMethod} from './sign-in-methods.js';
import {initialField, type State} from './state.js';
import {addTask} from './tasks.js';
import {applyEdit, type Edit, graphemes} from './text-edit.js';

/** Stores an answer in the connect draft, the menus, the confirmation or the choices. */
export function applyAnswer(
  state: State,
  screen: Screen,
  question: ScreenQuestion,
  answer: Answer,
): State {
  // An answer can add a question, and `last` would then move the focus to it.
  const cleared = {...state, questionIndex: screen.questionIndex, notice: undefined};
  if (question.id === 'confirm' && answer.kind === 'text') {
    return {...cleared, confirmText: answer.value};
  }
  if (screen.kind === 'connect') {
    const connect = updateDraft(state.connect, question, answer);
    const edited: State = {
      ...cleared,
      connect,
      connection: {kind: 'signed-out'},
      failure: undefined,
    };
    const {keyPath} = connect;
    const isNewPath = keyPath !== state.connect.keyPath && keyPath.trim() !== '';
    return isNewPath ? addTask(edited, {kind: 'read-key', path: keyPath}) : edited;
  }
  if (screen.kind === 'step') {
    const choices = screen.step.answer(state.choices, question.id, answer);
    // The failure was about the changes planned before this answer.
    return {...cleared, choices, confirmed: undefined, failure: undefined};
  }
  if (answer.kind !== 'select' || !(question.id in state.menus)) return state;
  return {...cleared, menus: {...state.menus, [question.id]: answer.value}};
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
  const question = getFocusedQuestion(screen);
  if (question === undefined || screen.busy || screen.focus === 'problem') return state;
  const field = {...state.field, scroll: 0};
  if (field.search.kind === 'open') {
    const {text} = applyEdit({text: field.search.text, caret: Number.MAX_SAFE_INTEGER}, change);
    return {...state, field: {...field, focus: 0, search: {kind: 'open', text}}};
  }
  if (!isText(question)) return state;
  const caret = field.caret === 'end' ? graphemes(question.value).length : field.caret;
  const after = applyEdit({text: question.value, caret}, change);
  const withCaret: State = {
    ...state,
    field: {...field, caret: after.caret, invalidSubmitted: false},
  };
  if (after.text === question.value) return withCaret;
  return applyAnswer(withCaret, screen, question, {kind: 'text', value: after.text});
}

export function moveFocus(state: State, by: number): State {
  return focusOption(state, (question, count) => {
    const focus = focusedOptionIndex(question, state.field);
    // Single steps wrap around; a page stops at the end.
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
  targetIndex: (question: ScreenQuestion, count: number) => number | undefined,
): State {
  const screen = screenOf(state);
  const question = getFocusedQuestion(screen);
  if (question === undefined || screen.busy) return state;
  const visible = visibleOptions(question, state.field);
  if (visible.length === 0) return state;
  const to = targetIndex(question, visible.length);
  const option = to === undefined ? undefined : visible[to];
  if (to === undefined || option === undefined) return state;
  const focused: State = {...state, field: {...state.field, focus: to, scroll: 0}};
  if (question.kind !== 'select' && question.kind !== 'menu') return focused;
  return applyAnswer(focused, screen, question, {kind: 'select', value: option.value});
}

/** Toggles the focused option; a step may add a required one again. */
export function toggleOption(state: State): State {
  const screen = screenOf(state);
  const question = getFocusedQuestion(screen);
  if (question?.kind !== 'multiselect' || screen.busy) return state;
  const option = visibleOptions(question, state.field)[focusedOptionIndex(question, state.field)];
  if (option === undefined) return state;
  const values = question.values.includes(option.value)
    ? question.values.filter(value => value !== option.value)
    : [...question.values, option.value];
  const after = applyAnswer(state, screen, question, {kind: 'multiselect', values});
  const updated = screenOf(after).questions.find(({id}) => id === question.id);
  const isStillSelected = updated?.kind === 'multiselect' && updated.values.includes(option.value);
  if (!question.values.includes(option.value) || !isStillSelected) return after;
  const why = option.mark === undefined ? '' : ` (${option.mark})`;
  return {...after, notice: {kind: 'info', text: `${option.label} stays selected${why}.`}};
}

export function setToggle(state: State, to: 'on' | 'off' | 'other'): State {
  const screen = screenOf(state);
  const question = getFocusedQuestion(screen);
  if (question?.kind !== 'toggle' || screen.busy) return state;
  const other = question.value === 'on' ? 'off' : 'on';
  return applyAnswer(state, screen, question, {kind: 'toggle', value: to === 'other' ? other : to});
}

/** Leaves the question. A valid identifier becomes the audience, so the tenant is read for it. */
export function leaveQuestion(state: State): State {
  const {identifier} = state.choices.blueprint.resourceServer;
  const next: State = {...state, field: initialField};
  return identifierProblem(identifier) === undefined ? switchApi(next, identifier) : next;
}

/** Switches to another API, with the application that was remembered for it. */
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

/** When its step is left, drops an identifier for which the tenant was not read. */
export function discardUnreadIdentifier(state: State): State {
  if (!isUnread(state)) return state;
  const {choices, audience: identifier} = state;
  const {blueprint} = choices;
  const resourceServer = {...blueprint.resourceServer, identifier};
  return {...state, choices: {...choices, blueprint: {...blueprint, resourceServer}}};
}
