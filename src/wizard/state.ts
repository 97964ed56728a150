import type {Allowance} from '../engine/plan.js';
import type {Proof} from '../engine/prove.js';
import type {Problem} from '../model/errors.js';
import type {Observed} from '../model/observed.js';
import {type Blueprint, documented} from '../scenario/documented.js';
import {type Choices, choicesOf, type StepId} from '../steps/step.js';
import type {Call} from './call-log.js';
import {type ConnectDraft, createDraft} from './connect-draft.js';
import type {
  ExportFormat,
  MissingPermissions,
  Session,
  SignInOptions,
  SignInRequest,
} from './ports.js';

export type Reading =
  | {readonly kind: 'unread'}
  | {
      readonly kind: 'read';
      readonly observed: Observed;
      readonly missingPermissions: readonly MissingPermissions[];
    };

export type Connection =
  | {readonly kind: 'signed-out'}
  | {readonly kind: 'signing-in'; readonly request: SignInRequest}
  | {readonly kind: 'signed-in'; readonly session: Session; readonly reading: Reading};

/** The focused option of each menu. */
export interface Menus {
  readonly 'custom-domain': 'back' | 'send';
  readonly permissions: 'continue' | 'sign-in-again';
  readonly overview: OverviewChoice | 'undecided';
  readonly proof: ProofChoice | 'undecided';
  readonly export: string;
}

export type OverviewChoice = 'each' | 'repair' | 'all' | 'prove' | 'rotate' | 'leave';
export type ProofChoice = 'done' | 'env' | 'export' | 'curl' | 'again';

/** Steps whose changes were confirmed and are being written. */
export interface ConfirmedChanges {
  readonly steps: readonly StepId[];
  readonly allowance: Allowance;
  /** Rotates the job's secret instead of applying steps. */
  readonly rotate?: true;
}

/** Runs beside the current effect and never blocks a screen. */
export type Task =
  | {readonly id: number; readonly kind: 'open'; readonly url: string}
  | {readonly id: number; readonly kind: 'copy'; readonly text: string; readonly label: string}
  | {readonly id: number; readonly kind: 'read-key'; readonly path: string}
  | {readonly id: number; readonly kind: 'write-env'}
  | {readonly id: number; readonly kind: 'export'; readonly exportId: string}
  | {readonly id: number; readonly kind: 'save'; readonly exportId: string; readonly text: string};

export interface Notice {
  readonly kind: 'info' | 'good' | 'warning';
  readonly text: string;
}

export type Overlay = 'help' | 'why' | 'difference' | 'http' | 'export-preview';

/** Text that was copied, also shown because not every terminal supports the clipboard. */
export interface ExportPreview {
  /** The export's id. */
  readonly exportId: string;
  readonly title: string;
  readonly text: string;
}

export type Exit = 'done' | 'left-in-sync' | 'left-drifted' | 'interrupted';

/** Caret, focus and scrolling within the current question. */
export interface Field {
  /** A grapheme index; `end` until the user moves the caret. */
  readonly caret: 'end' | number;
  readonly focus: number;
  /** Narrows a long list; while `closed`, keys act on the list. */
  readonly search: {readonly kind: 'closed' | 'open'; readonly text: string};
  /** Whether Enter was pressed on an invalid answer; its error is then emphasized. */
  readonly invalidSubmitted: boolean;
  /** Lines that the user scrolled down (negative: up) from where the focus is visible. */
  readonly scroll: number;
}

export const initialField: Field = {
  caret: 'end',
  focus: 0,
  search: {kind: 'closed', text: ''},
  invalidSubmitted: false,
  scroll: 0,
};

/** The wizard's whole state; screen and effect are computed from it. */
export interface State {
  readonly isDemo: boolean;
  readonly exports: readonly ExportFormat[];
  readonly connect: ConnectDraft;
  readonly signInOptions: SignInOptions;
  readonly connection: Connection;
  /** A host outside auth0.com that the user allowed. */
  readonly allowedHost: string | undefined;
  readonly choices: Choices;
  /** The identifier that the tenant is read for: the typed one, once its field was left. */
  readonly audience: string;
  /** The tenant that the choices and the progress belong to, even while signed out. */
  readonly domain: string | undefined;
  /** A blueprint `given` as a file takes precedence over a remembered one. */
  readonly blueprintSource: 'given' | 'documented';
  /** The client id of our application for each API identifier, remembered or found. */
  readonly clientIds: ReadonlyMap<string, string>;
  /**
   * Ids of objects that this run created; changing them cannot break anything that existed before.
   */
  readonly created: ReadonlySet<string>;
  /** Whether the user accepted the screen of missing permissions. */
  readonly permissionsAccepted: boolean;
  /** Whether this tenant was set up before. */
  readonly rerun: 'unknown' | 'first-run' | 'rerun';
  /** A rerun starts with the overview, a first run with the first step. */
  readonly view: 'overview' | 'steps';
  /** The step opened from the overview; Esc on it leads back there. */
  readonly openedFromOverview: StepId | 'proof' | undefined;
  /** A completed step that is no longer in sync is shown again. */
  readonly completedSteps: ReadonlySet<StepId>;
  /** Completed steps that were skipped, because they were in sync. */
  readonly skippedSteps: ReadonlySet<StepId>;
  /** Index of the current question on the current screen. */
  readonly questionIndex: number | 'last';
  readonly field: Field;
  /** The tenant's name as typed to confirm breaking changes. */
  readonly confirmText: string;
  readonly menus: Menus;
  readonly confirmed: ConfirmedChanges | undefined;
  /** The failed effect's key; the effect runs again only after a retry. */
  readonly failure: {readonly key: string; readonly problem: Problem} | undefined;
  /** Counts retries; part of every effect's key, so that a retry starts it anew. */
  readonly attempt: number;
  readonly proof: Proof | undefined;
  /** Whether the list of exports is open. */
  readonly exporting: boolean;
  readonly tasks: readonly Task[];
  readonly taskCount: number;
  readonly notice: Notice | undefined;
  /** Sentences for the summary, for example which file was written. */
  readonly summaryLines: readonly string[];
  readonly calls: readonly Call[];
  readonly overlay: Overlay | undefined;
  readonly exportPreview: ExportPreview | undefined;
  readonly overlayScroll: number;
  readonly exit: Exit | undefined;
}

export interface InitialState {
  readonly isDemo: boolean;
  readonly exports?: readonly ExportFormat[];
  readonly domain?: string;
  readonly signInOptions?: SignInOptions;
  /** If present, the wizard signs in without asking. */
  readonly signIn?: SignInRequest;
  /** From the command line. A file takes precedence over a remembered blueprint. */
  readonly blueprint?: {readonly from: 'file' | 'options'; readonly content: Blueprint};
  readonly clientId?: string;
}

export function initialState(initial: InitialState): State {
  const {signIn} = initial;
  const blueprint = initial.blueprint?.content ?? documented;
  return {
    isDemo: initial.isDemo,
    exports: initial.exports ?? [],
    connect: createDraft(initial.signIn, initial.domain),
    signInOptions: initial.signInOptions ?? {keychainAvailable: false, stored: []},
    connection: signIn ? {kind: 'signing-in', request: signIn} : {kind: 'signed-out'},
    allowedHost: signIn?.customDomain === 'allow' ? signIn.domain : undefined,
    choices: choicesOf(
      blueprint,
      initial.clientId === undefined ? {} : {clientId: initial.clientId},
    ),
    audience: blueprint.resourceServer.identifier,
    domain: undefined,
    blueprintSource: initial.blueprint?.from === 'file' ? 'given' : 'documented',
    clientIds: new Map(),
    created: new Set(),
    permissionsAccepted: false,
    rerun: 'unknown',
    view: 'steps',
    openedFromOverview: undefined,
    completedSteps: new Set(),
    skippedSteps: new Set(),
    questionIndex: signIn ? 'last' : 0,
    field: initialField,
    confirmText: '',
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
    exporting: false,
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
