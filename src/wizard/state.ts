import type {Allowance} from '../engine/plan.js';
import type {Proof} from '../engine/prove.js';
import type {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {type Blueprint, documented} from '../scenario/documented.js';
import {type Choices, choicesOf, type StepId} from '../steps/step.js';
import type {Call} from './call-log.js';
import {type ConnectDraft, draftOf} from './connect-draft.js';
import type {ExportOffer, Lacking, Session, SignInOptions, SignInRequest} from './ports.js';

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
  readonly permissions: 'continue' | 'sign-in-again';
  readonly overview: OverviewChoice | 'undecided';
  readonly proof: ProofChoice | 'undecided';
  readonly export: string;
}

export type OverviewChoice = 'each' | 'repair' | 'all' | 'prove' | 'rotate' | 'leave';
export type ProofChoice = 'done' | 'env' | 'export' | 'curl' | 'again';

/** Writing that was confirmed and is not finished. */
export interface Confirmed {
  readonly steps: readonly StepId[];
  readonly allowance: Allowance;
  /** It is the job's secret that is rotated, and no step is applied. */
  readonly rotate?: true;
}

/** Small work beside the main one: it never holds anything up. */
export type Task =
  | {readonly id: number; readonly kind: 'open'; readonly url: string}
  | {readonly id: number; readonly kind: 'copy'; readonly text: string; readonly what: string}
  | {readonly id: number; readonly kind: 'read-key'; readonly path: string}
  | {readonly id: number; readonly kind: 'write-env'}
  | {readonly id: number; readonly kind: 'export'; readonly what: string}
  | {readonly id: number; readonly kind: 'save'; readonly what: string; readonly text: string};

export interface Notice {
  readonly kind: 'info' | 'good' | 'warning';
  readonly text: string;
}

export type Overlay = 'help' | 'why' | 'difference' | 'http' | 'export-preview';

/** A text that was copied: shown as well, since not every terminal takes it. */
export interface ExportPreview {
  /** The export's id. */
  readonly what: string;
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
  readonly signInOptions: SignInOptions;
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
  readonly clientIds: ReadonlyMap<string, string>;
  /** Ids of what this run made on the tenant: to change it breaks nothing. */
  readonly created: ReadonlySet<string>;
  readonly permissions: 'unseen' | 'seen';
  /** Whether this tenant was set up before. */
  readonly rerun: 'unknown' | 'first-run' | 'rerun';
  /** A re-run begins with an overview of what drifted; a first run with the first step. */
  readonly view: 'overview' | 'steps';
  /** Where the overview led to: Esc leads from there back to it. */
  readonly openedFromOverview: StepId | 'proof' | undefined;
  /** Steps that were gone through. One that is not in sync any more is shown again. */
  readonly completedSteps: ReadonlySet<StepId>;
  /** Those of them that were in sync and never shown. */
  readonly skippedSteps: ReadonlySet<StepId>;
  /** The question at hand on the screen at hand, or the last one. */
  readonly questionIndex: number | 'last';
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
  readonly tasks: readonly Task[];
  readonly taskCount: number;
  readonly notice: Notice | undefined;
  /** Sentences for the summary: what was written, and where to. */
  readonly summaryLines: readonly string[];
  readonly calls: readonly Call[];
  readonly overlay: Overlay | undefined;
  readonly exportPreview: ExportPreview | undefined;
  readonly overlayScroll: number;
  readonly exit: Exit | undefined;
}

export interface InitialState {
  readonly demo: 'demo' | 'real';
  readonly exports?: readonly ExportOffer[];
  readonly domain?: string;
  readonly signInOptions?: SignInOptions;
  /** Signs in by itself where it is given. */
  readonly signIn?: SignInRequest;
  /** What the run was called with: a file goes before what is remembered, options are part of it. */
  readonly blueprint?: {readonly from: 'file' | 'options'; readonly content: Blueprint};
  readonly clientId?: string;
}

export function initialState(beginning: InitialState): State {
  const {signIn} = beginning;
  const blueprint = beginning.blueprint?.content ?? documented;
  return {
    demo: beginning.demo,
    exports: beginning.exports ?? [],
    connect: draftOf(beginning.signIn, beginning.domain),
    signInOptions: beginning.signInOptions ?? {keychain: 'none', stored: []},
    connection: signIn ? {kind: 'signing-in', request: signIn} : {kind: 'signed-out'},
    allowedHost: signIn?.customDomain === 'allow' ? signIn.domain : undefined,
    choices: choicesOf(
      blueprint,
      beginning.clientId === undefined ? {} : {clientId: beginning.clientId},
    ),
    audience: blueprint.resourceServer.identifier,
    domain: undefined,
    blueprint: beginning.blueprint?.from === 'file' ? 'given' : 'documented',
    clientIds: new Map(),
    created: new Set(),
    permissions: 'unseen',
    rerun: 'unknown',
    view: 'steps',
    openedFromOverview: undefined,
    completedSteps: new Set(),
    skippedSteps: new Set(),
    questionIndex: signIn ? 'last' : 0,
    field: freshField,
    confirm: '',
    menus: {
      'custom-domain': 'back',
      permissions: 'continue',
      overview: 'undecided',
      proof: 'undecided',
      export: '',
    },
    confirmed: undefined,
    failure: undefined,
    attempt: 0,
    proof: undefined,
    exporting: 'no',
    tasks: [],
    taskCount: 0,
    notice: undefined,
    summaryLines: [],
    calls: [],
    overlay: undefined,
    exportPreview: undefined,
    overlayScroll: 0,
    exit: undefined,
  };
}
