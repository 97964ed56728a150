import {identifierProblem} from '../scenario/validity.js';
import type {Answer} from '../steps/step.js';
import type {ConnectDraft} from './connect-draft.js';
import {isUnread} from './facts.js';
import {focusOf, visibleOptions} from './options.js';
import {type Asked, isText} from './questions.js';
import {askedOf, type Screen, screenOf} from './screen.js';
import {isMethod} from './sign-in-methods.js';
import {freshField, type State} from './state.js';
import {type Edit, edit, graphemes} from './text-edit.js';

/** Puts an answer where it belongs: the draft, the menus, the confirmation or the choices. */
export function answered(state: State, screen: Screen, asked: Asked, answer: Answer): State {
  // An answer can bring a further question: the one at hand stays where it is.
  const cleared = {...state, at: screen.at, notice: undefined};
  if (asked.id === 'confirm' && answer.kind === 'text') {
    return {...cleared, confirm: answer.value};
  }
  if (screen.kind === 'connect') {
    const connect = drafted(state.connect, asked, answer);
    return {...cleared, connect, connection: {kind: 'signed-out'}, failure: undefined};
  }
  if (screen.kind === 'step') {
    const choices = screen.step.answer(state.choices, asked.id, answer);
    // What failed was another change than the one that is at hand now.
    return {...cleared, choices, confirmed: undefined, failure: undefined};
  }
  if (answer.kind !== 'one-of' || !(asked.id in state.menus)) return state;
  return {...cleared, menus: {...state.menus, [asked.id]: answer.value}};
}

function drafted(draft: ConnectDraft, {id}: Asked, answer: Answer): ConnectDraft {
  if (answer.kind === 'one-of') {
    const {value} = answer;
    if (id === 'keep') {
      return {...draft, keep: value === 'in-keychain' ? value : 'nowhere'};
    }
    return isMethod(value) ? {...draft, method: value} : draft;
  }
  if (answer.kind !== 'text') return draft;
  switch (id) {
    case 'domain':
      return {...draft, domain: answer.value};
    case 'client-id':
      return {...draft, clientId: answer.value};
    case 'client-secret':
      return {...draft, clientSecret: answer.value};
    case 'token':
      return {...draft, token: answer.value};
    default:
      return draft;
  }
}

export function typed(state: State, change: Edit): State {
  const screen = screenOf(state);
  const asked = askedOf(screen);
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
  return answered(moved, screen, asked, {kind: 'text', value: after.text});
}

export function moved(state: State, by: number): State {
  return onOptions(state, (asked, count) => {
    const focus = focusOf(asked, state.field);
    // Wraps one by one, so that the end is near from the top; a page stops at the end.
    const wraps = Math.abs(by) === 1;
    const to = focus + by;
    return wraps ? (to + count) % count : Math.max(0, Math.min(count - 1, to));
  });
}

export function picked(state: State, index: number): State {
  const chosen = onOptions(state, (_, count) => (index < count ? index : undefined));
  return chosen === state ? state : ticked(chosen);
}

function onOptions(
  state: State,
  place: (asked: Asked, count: number) => number | undefined,
): State {
  const screen = screenOf(state);
  const asked = askedOf(screen);
  if (asked === undefined || screen.busy === 'busy') return state;
  const visible = visibleOptions(asked, state.field);
  if (visible.length === 0) return state;
  const to = place(asked, visible.length);
  const option = to === undefined ? undefined : visible[to];
  if (to === undefined || option === undefined) return state;
  const focused: State = {...state, field: {...state.field, focus: to, scroll: 0}};
  if (asked.kind !== 'one-of' && asked.kind !== 'menu') return focused;
  return answered(focused, screen, asked, {kind: 'one-of', value: option.value});
}

/** Ticks or unticks the option that has the focus. */
export function ticked(state: State): State {
  const screen = screenOf(state);
  const asked = askedOf(screen);
  if (asked?.kind !== 'many-of' || screen.busy === 'busy') return state;
  const option = visibleOptions(asked, state.field)[focusOf(asked, state.field)];
  if (option === undefined) return state;
  const values = asked.values.includes(option.value)
    ? asked.values.filter(value => value !== option.value)
    : [...asked.values, option.value];
  const after = answered(state, screen, asked, {kind: 'many-of', values});
  const now = screenOf(after).questions.find(({id}) => id === asked.id);
  const stays = now?.kind === 'many-of' && now.values.includes(option.value);
  if (!asked.values.includes(option.value) || !stays) return after;
  const why = option.mark === undefined ? '' : `: ${option.mark}`;
  return {...after, notice: {kind: 'info', text: `${option.label} stays ticked${why}.`}};
}

export function flipped(state: State, to: 'on' | 'off' | 'other'): State {
  const screen = screenOf(state);
  const asked = askedOf(screen);
  if (asked?.kind !== 'switch' || screen.busy === 'busy') return state;
  const other = asked.value === 'on' ? 'off' : 'on';
  return answered(state, screen, asked, {kind: 'switch', value: to === 'other' ? other : to});
}

/** A question is left: an identifier that can stand is what is read for from now on. */
export function settled(state: State): State {
  const {identifier} = state.choices.blueprint.resourceServer;
  const left: State = {...state, field: freshField};
  return identifierProblem(identifier) === undefined ? about(left, identifier) : left;
}

/** About this API from now on, with the application that was remembered for it. */
function about(state: State, audience: string): State {
  if (audience === state.audience) return state;
  const {rememberedClientId: _, ...hints} = state.choices.hints;
  const rememberedClientId = state.ours.get(audience);
  const choices = {
    ...state.choices,
    hints: {...hints, ...(rememberedClientId !== undefined && {rememberedClientId})},
  };
  return {...state, audience, choices};
}

/** What can't stand as an identifier goes with its step. */
export function withoutUnread(state: State): State {
  if (!isUnread(state)) return state;
  const {choices, audience: identifier} = state;
  const {blueprint} = choices;
  const resourceServer = {...blueprint.resourceServer, identifier};
  return {...state, choices: {...choices, blueprint: {...blueprint, resourceServer}}};
}
