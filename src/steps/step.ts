import type {StepStatus} from '../engine/step-status.js';
import type {ClientHints} from '../model/blueprint.js';
import type {Observed} from '../model/observed.js';
import type {Blueprint} from '../scenario/documented.js';
import type {Reading} from '../scenario/permissions.js';

export type StepId = 'api' | 'signing' | 'scopes' | 'application' | 'access';

/** What the admin has chosen so far, valid or not: text stays as it was typed. */
export interface Choices {
  readonly blueprint: Blueprint;
  /** The blueprint before any answer: what it holds stays on offer, in its place. */
  readonly given: Blueprint;
  readonly hints: ClientHints;
}

export function choicesOf(blueprint: Blueprint, hints: ClientHints): Choices {
  return {blueprint, given: blueprint, hints};
}

export interface Option {
  readonly value: string;
  readonly label: string;
  /** A few words beside the label. */
  readonly detail?: string;
  /** What sets this one apart, in a few words: `the job needs this`. */
  readonly mark?: string;
  /** What is lost as it stands: `granted, will be taken away`. */
  readonly caution?: string;
  /** Shown while the option has the focus: why one would choose it. Lines that belong together. */
  readonly reason?: string;
  readonly recommended?: boolean;
}

interface Asked {
  readonly id: string;
  readonly label: string;
}

export interface TextQuestion extends Asked {
  readonly kind: 'text';
  readonly value: string;
  /** Shown under the field while it has the focus. */
  readonly hint: string;
  /** What is wrong with the value as typed, as a sentence. */
  readonly invalid?: string;
  /** Something to know of the value as it stands: that an API with this identifier exists. */
  readonly note?: string;
}

export interface SelectQuestion extends Asked {
  readonly kind: 'select';
  readonly value: string;
  readonly options: readonly Option[];
}

export interface MultiselectQuestion extends Asked {
  readonly kind: 'multiselect';
  readonly values: readonly string[];
  readonly options: readonly Option[];
  /** Values that are there and not managed here: shown, not to be ticked. */
  readonly kept: readonly string[];
}

export interface ToggleQuestion extends Asked {
  readonly kind: 'toggle';
  readonly value: 'on' | 'off';
  readonly on: string;
  readonly off: string;
}

export type Question = TextQuestion | SelectQuestion | MultiselectQuestion | ToggleQuestion;

/** The answer to one question: a text, an option's value, the ticked values, or on and off. */
export type Answer =
  | {readonly kind: 'text'; readonly value: string}
  | {readonly kind: 'select'; readonly value: string}
  | {readonly kind: 'multiselect'; readonly values: readonly string[]}
  | {readonly kind: 'toggle'; readonly value: 'on' | 'off'};

/** One decision of the guide, whole: what it asks, and what it makes of a tenant. */
export interface Step {
  readonly id: StepId;
  /** Short enough for the list of steps: `Signing`. */
  readonly title: string;
  /** The panel's heading: `Signing algorithm`. */
  readonly heading: string;
  /** One line: what this is. */
  readonly about: string;
  /** A paragraph for `i`, with the reasons. */
  readonly explanation: string;
  /** Address of the documentation page. */
  readonly docs: string;
  /** Permissions of which any one lets the step read what it evaluates. */
  readonly reads: Reading['reads'];
  /** What `c` copies while the step is at hand. */
  readonly copies: 'identifier' | 'client-id';
  /** Where the object is in the Dashboard, from `/dashboard/REGION/TENANT/` on. */
  dashboard(observed: Observed, choices: Choices): string;
  questions(choices: Choices, observed: Observed): readonly Question[];
  /** How an answer changes the choices. */
  answer(choices: Choices, questionId: string, answer: Answer): Choices;
  /** Pure: what the tenant lacks of the blueprint. */
  evaluate(blueprint: Blueprint, observed: Observed): StepStatus;
}
