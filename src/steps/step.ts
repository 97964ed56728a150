import type {StepStatus} from '../engine/step-status.js';
import type {ClientHints} from '../model/blueprint.js';
import type {Observed} from '../model/observed.js';
import type {Blueprint} from '../scenario/documented.js';
import type {Reading} from '../scenario/permissions.js';

export type StepId = 'api' | 'signing' | 'scopes' | 'application' | 'access';

/** What the user has chosen so far, valid or not; text is kept as typed. */
export interface Choices {
  readonly blueprint: Blueprint;
  /** The blueprint before any answer. Its values stay on offer, in their original order. */
  readonly given: Blueprint;
  readonly hints: ClientHints;
}

export function choicesOf(blueprint: Blueprint, hints: ClientHints): Choices {
  return {blueprint, given: blueprint, hints};
}

export interface Option {
  readonly value: string;
  readonly label: string;
  /** A few words next to the label. */
  readonly detail?: string;
  /** Why this option stands out, in a few words: `required by the job`. */
  readonly mark?: string;
  /** What the current answer will remove, in a few words: `granted now, will be removed`. */
  readonly caution?: string;
  /** Why one would choose this option. Shown while it has the focus. */
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
  /** What is wrong with the current value, as a sentence. */
  readonly invalid?: string;
  /** A fact about the current value, such as that an API with this identifier exists. */
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
  /** Existing values that this step doesn't manage: shown, but can't be selected. */
  readonly kept: readonly string[];
}

export interface ToggleQuestion extends Asked {
  readonly kind: 'toggle';
  readonly value: 'on' | 'off';
  readonly on: string;
  readonly off: string;
}

export type Question = TextQuestion | SelectQuestion | MultiselectQuestion | ToggleQuestion;

export type Answer =
  | {readonly kind: 'text'; readonly value: string}
  | {readonly kind: 'select'; readonly value: string}
  | {readonly kind: 'multiselect'; readonly values: readonly string[]}
  | {readonly kind: 'toggle'; readonly value: 'on' | 'off'};

/** One decision of the guide: its texts, its questions, and how it evaluates a tenant. */
export interface Step {
  readonly id: StepId;
  /** Short enough for the list of steps: `Signing`. */
  readonly title: string;
  /** The panel's heading: `Signing algorithm`. */
  readonly heading: string;
  /** One line: what this is. */
  readonly about: string;
  /** The paragraph that the `i` key shows, with the reasons. */
  readonly explanation: string;
  /** URL of the documentation page. */
  readonly docs: string;
  /** Any one of these permissions is enough to read what the step evaluates. */
  readonly reads: Reading['reads'];
  /** What the `c` key copies during this step. */
  readonly copies: 'identifier' | 'client-id';
  /** The object's page in the Dashboard, relative to `/dashboard/REGION/TENANT/`. */
  dashboard(observed: Observed, choices: Choices): string;
  questions(choices: Choices, observed: Observed): readonly Question[];
  /** Applies an answer to the choices. */
  answer(choices: Choices, questionId: string, answer: Answer): Choices;
  /** Compares the tenant with the blueprint. Pure. */
  evaluate(blueprint: Blueprint, observed: Observed): StepStatus;
}

/** The choices with some parts of the blueprint replaced. */
export function changeBlueprint(
  choices: Choices,
  change: (blueprint: Blueprint) => Partial<Blueprint>,
): Choices {
  return {...choices, blueprint: {...choices.blueprint, ...change(choices.blueprint)}};
}
