import {screenOf} from './screen.js';
import {lastRead, selectionOf, sessionOf} from './selectors.js';
import type {State} from './state.js';

/** Address of the Dashboard page of what is on display. */
export function currentPage(state: State): string | undefined {
  const session = sessionOf(state);
  const observed = lastRead(state);
  const screen = screenOf(state);
  if (session === undefined || observed === undefined) return undefined;
  const path = screen.kind === 'step' ? screen.step.dashboard(observed, state.choices) : 'apis';
  return session.dashboardUrl(path);
}

/** What `c` copies here. The curl line of the proof is made elsewhere, so it has no text yet. */
export type Copyable =
  | {readonly kind: 'text'; readonly what: string; readonly text: string}
  | {readonly kind: 'export'; readonly what: string; readonly id: string};

export function currentCopyable(state: State): Copyable | undefined {
  const screen = screenOf(state);
  if (screen.kind === 'proof' && state.proof?.result === 'proved') {
    return {kind: 'export', what: 'curl script', id: 'curl'};
  }
  if (screen.kind !== 'step') return undefined;
  if (screen.step.copies === 'client-id') {
    const selection = selectionOf(state);
    if (selection?.kind !== 'found') return undefined;
    return {kind: 'text', what: 'Client ID', text: selection.client.clientId};
  }
  const {identifier} = state.choices.blueprint.resourceServer;
  return {kind: 'text', what: 'identifier', text: identifier};
}
