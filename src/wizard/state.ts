import type {Observed} from '../engine/observed.js';
import type {Allowance} from '../engine/plan.js';
import type {Problem} from '../engine/problem.js';
import type {Proof} from '../engine/prove.js';
import {type Blueprint, documented} from '../scenario/blueprint.js';
import {type Choices, choicesOf, type StepId} from '../steps/step.js';
import type {Call} from './call-log.js';
import {type ConnectDraft, draftOf} from './connect-draft.js';
import type {ExportOffer, Lacking, Session, SignInComfort, SignInRequest} from './ports.js';

export type Reading =
  | {readonly kind: 'unread'}
  | {
      readonly kind: 'read';
      readonly observed: Observed;
      readonly lacking: readonly Lacking[];
    };

export type Connection =
  | {readonly kind: 'signed-out'}
  | {readonly kind: 'signing-in'; readonly request: SignInRequest}
  | {readonly kind: 'signed-in'; readonly session: Session; readonly reading: Reading};

/** How the menus stand: the option that has the focus, by menu. */
export interface Menus {
  readonly 'custom-domain': 'back' | 'send';
  readonly permissions: 'go-on' | 'anew';
  readonly overview: OverviewChoice | 'undecided';
  readonly proof: ProofChoice | 'undecided';
  readonly export: string;
}

export type OverviewChoice = 'each' | 'repair' | 'all' | 'prove' | 'leave';
export type ProofChoice = 'done' | 'env' | 'export' | 'curl' | 'again';

/** Writing that was confirmed and is not finished. */
export interface Confirmed {
  readonly steps: readonly StepId[];
  readonly allowance: Allowance;
}

/** Small work beside the main one: it never holds anything up. */
export type Errand =
  | {readonly id: number; readonly kind: 'open'; readonly url: string}
  | {readonly id: number; readonly kind: 'copy'; readonly text: string; readonly what: string}
  | {readonly id: number; readonly kind: 'write-env'}
  | {readonly id: number; readonly kind: 'export'; readonly what: string};

export interface Notice {
  readonly kind: 'info' | 'good' | 'warning';
  readonly text: string;
}

export type Overlay = 'help' | 'why' | 'difference' | 'http' | 'handed-over';

/** A text that was copied: shown as well, since not every terminal takes it. */
export interface HandedOver {
  readonly title: string;
  readonly text: string;
}

export type Exit = 'done' | 'left-in-sync' | 'left-drifted' | 'interrupted';

/** Where the caret, the focus and the view stand in the question at hand. */
export interface Field {
  /** `end` until the caret was moved. */
  readonly caret: 'end' | number;
  readonly focus: number;
  /** Typed to narrow a long list; `closed` while keys mean the list. */
  readonly search: {readonly kind: 'closed' | 'open'; readonly text: string};
  /** Whether an answer that can't stand was tried: what is wrong is said louder then. */
  readonly refused: 'no' | 'yes';
  /** Lines that the panel is scrolled by, beyond what keeps the focus in view. */
  readonly scroll: number;
}

export const freshField: Field = {
  caret: 'end',
  focus: 0,
  search: {kind: 'closed', text: ''},
  refused: 'no',
  scroll: 0,
};

/** Everything that the conversation knows. The screen and the work are computed from it. */
export interface State {
  readonly demo: 'demo' | 'real';
  readonly exports: readonly ExportOffer[];
  readonly connect: ConnectDraft;
  readonly comfort: SignInComfort;
  readonly connection: Connection;
  /** Hosts that the admin allowed although they are not under auth0.com. */
  readonly allowedHost: string | undefined;
  readonly choices: Choices;
  /** The identifier to read for: the one in the choices, once its field was left. */
  readonly audience: string;
  /** The tenant that the choices and the progress are about, also while signed out. */
  readonly domain: string | undefined;
  /** Where the blueprint came from: one that was given as a file beats a remembered one. */
  readonly blueprint: 'given' | 'documented';
  /** Our application for each API, by the API's identifier: remembered, or found since. */
  readonly ours: ReadonlyMap<string, string>;
  /** Ids of what this run made on the tenant: to change it breaks nothing. */
  readonly created: ReadonlySet<string>;
  readonly permissions: 'unseen' | 'seen';
  /** Whether this tenant was set up before. */
  readonly rerun: 'unknown' | 'first-run' | 'rerun';
  /** A re-run begins with an overview of what drifted; a first run with the first step. */
  readonly place: 'overview' | 'steps';
  /** Where the overview led to: Esc leads from there back to it. */
  readonly opened: StepId | 'proof' | undefined;
  /** Steps that were gone through. One that is not in sync any more is shown again. */
  readonly passed: ReadonlySet<StepId>;
  /** The question at hand on the screen at hand, or the last one. */
  readonly at: number | 'last';
  readonly field: Field;
  /** The tenant's name, as typed to confirm what breaks. */
  readonly confirm: string;
  readonly menus: Menus;
  readonly confirmed: Confirmed | undefined;
  /** Work that failed, by its key: it is not taken up again before a retry. */
  readonly failure: {readonly key: string; readonly problem: Problem} | undefined;
  /** Counts retries, so that the same work can be told apart. */
  readonly attempt: number;
  readonly proof: Proof | undefined;
  readonly exporting: 'no' | 'yes';
  readonly errands: readonly Errand[];
  readonly errandCount: number;
  readonly notice: Notice | undefined;
  /** Sentences for the summary: what was written, and where to. */
  readonly done: readonly string[];
  readonly calls: readonly Call[];
  readonly overlay: Overlay | undefined;
  readonly handedOver: HandedOver | undefined;
  readonly overlayScroll: number;
  readonly leaving: Exit | undefined;
}

export interface Beginning {
  readonly demo: 'demo' | 'real';
  readonly exports?: readonly ExportOffer[];
  readonly domain?: string;
  readonly comfort?: SignInComfort;
  /** Signs in by itself where it is given. */
  readonly signIn?: SignInRequest;
  /** What the run was called with: a file goes before what is remembered, options are part of it. */
  readonly blueprint?: {readonly from: 'file' | 'options'; readonly content: Blueprint};
  readonly clientId?: string;
}

export function begin(beginning: Beginning): State {
  const {signIn} = beginning;
  const blueprint = beginning.blueprint?.content ?? documented;
  return {
    demo: beginning.demo,
    exports: beginning.exports ?? [],
    connect: draftOf(beginning.signIn, beginning.domain),
    comfort: beginning.comfort ?? {keychain: 'none', stored: []},
    connection: signIn ? {kind: 'signing-in', request: signIn} : {kind: 'signed-out'},
    allowedHost: signIn?.customDomain === 'allow' ? signIn.domain : undefined,
    choices: choicesOf(
      blueprint,
      beginning.clientId === undefined ? {} : {clientId: beginning.clientId},
    ),
    audience: blueprint.resourceServer.identifier,
    domain: undefined,
    blueprint: beginning.blueprint?.from === 'file' ? 'given' : 'documented',
    ours: new Map(),
    created: new Set(),
    permissions: 'unseen',
    rerun: 'unknown',
    place: 'steps',
    opened: undefined,
    passed: new Set(),
    at: signIn ? 'last' : 0,
    field: freshField,
    confirm: '',
    menus: {
      'custom-domain': 'back',
      permissions: 'go-on',
      overview: 'undecided',
      proof: 'undecided',
      export: '',
    },
    confirmed: undefined,
    failure: undefined,
    attempt: 0,
    proof: undefined,
    exporting: 'no',
    errands: [],
    errandCount: 0,
    notice: undefined,
    done: [],
    calls: [],
    overlay: undefined,
    handedOver: undefined,
    overlayScroll: 0,
    leaving: undefined,
  };
}
