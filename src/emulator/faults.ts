import type {Json} from './records.js';

/** Faults that tests, scenarios and the command line can inject. */
export const faultKinds = [
  '429-reset',
  '429-retry-after',
  '429-bare',
  'used-up',
  '500',
  '502-html',
  '503',
  'reset-before',
  'reset-after',
  'hang',
  'truncated',
  'stalled',
  'html-200',
  'token-expired',
  'permission-withdrawn',
  'slow',
  'store-differently',
  'late-after-reset',
  'late-after-504',
  'answer',
] as const;

export type FaultKind = (typeof faultKinds)[number];

export interface FaultRule {
  readonly kind: FaultKind;
  /** Default: any method. */
  readonly method?: string;
  /** A path without its query; `*` is a wildcard. Default: any path. */
  readonly path?: string;
  /** Which of the matching requests, counted from 1. Default: all. */
  readonly nth?: number | readonly number[] | {readonly from: number};
  /** For `429-*` and `used-up`: seconds that the limit lasts (default 1). */
  readonly seconds?: number;
  /** For `slow` and `late-*` (default 1000). */
  readonly delayMs?: number;
  /** For `permission-withdrawn`: the scopes that the response names. */
  readonly scopes?: readonly string[];
  /** For `store-differently`: values stored instead of those sent; null drops a field. */
  readonly fields?: {readonly [field: string]: Json};
  /** For `answer`: replaces the tenant's response (default: 200 without a body). */
  readonly answer?: {
    readonly status?: number;
    /** A string is sent unchanged, anything else as JSON. */
    readonly body?: Json;
    readonly headers?: Readonly<Record<string, string>>;
  };
}

interface ArmedRule {
  readonly rule: FaultRule;
  readonly path: RegExp;
  matches: number;
}

/** Finds the fault for a request, and counts each rule's matching requests. */
export class FaultInjector {
  #armed: ArmedRule[] = [];

  constructor(rules: readonly FaultRule[] = []) {
    for (const rule of rules) this.add(rule);
  }

  get rules(): readonly FaultRule[] {
    return this.#armed.map(({rule}) => rule);
  }

  /** Counts from this moment on. The returned function removes the rule. */
  add(rule: FaultRule): () => void {
    const armed = {rule, path: pathPattern(rule.path ?? '*'), matches: 0};
    this.#armed.push(armed);
    return () => {
      this.#armed = this.#armed.filter(other => other !== armed);
    };
  }

  clear(): void {
    this.#armed = [];
  }

  /** Counts the request. If several rules are due, the one added first wins. */
  match(method: string, path: string): FaultRule | undefined {
    const matching = this.#armed.filter(
      ({rule, path: pattern}) =>
        (rule.method === undefined || rule.method.toUpperCase() === method) && pattern.test(path),
    );
    for (const armed of matching) armed.matches += 1;
    return matching.find(({rule, matches}) => isDue(rule, matches))?.rule;
  }
}

function isDue({nth}: FaultRule, count: number): boolean {
  if (nth === undefined) return true;
  if (typeof nth === 'number') return nth === count;
  return 'from' in nth ? count >= nth.from : nth.includes(count);
}

function pathPattern(glob: string): RegExp {
  const parts = glob.split('*').map(part => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}$`);
}
