import * as v from 'valibot';
import type {ClientHints} from '../model/blueprint.js';
import {Problem} from '../model/errors.js';
import type {Blueprint} from '../scenario/documented.js';
import {blueprintSchema} from '../scenario/schema.js';
import {type EvaluatedSteps, stepsJson} from './report.js';

/** A saved plan: what was to be done, and the choices that it was made from. */
const planSchema = v.object({
  version: v.literal(1),
  domain: v.string(),
  blueprint: blueprintSchema,
  hints: v.object({
    clientId: v.exactOptional(v.string()),
    rememberedClientId: v.exactOptional(v.string()),
  }),
  steps: v.array(v.unknown()),
});

export type SavedPlan = v.InferOutput<typeof planSchema>;

export function planDocument(
  domain: string,
  blueprint: Blueprint,
  hints: ClientHints,
  statuses: EvaluatedSteps,
): SavedPlan {
  return v.parse(planSchema, {version: 1, domain, blueprint, hints, steps: stepsJson(statuses)});
}

/** Throws `Problem` invalid_plan. */
export function readPlan(content: string, file: string): SavedPlan {
  try {
    return v.parse(planSchema, JSON.parse(content));
  } catch (cause) {
    throw new Problem('invalid_plan', {
      message: `${file} is not a plan.`,
      hint: 'Make one with `timesheets-setup check --out FILE`.',
      cause,
    });
  }
}

/**
 * A plan holds only for the tenant that it was made on, as it was then. Throws `Problem`
 * invalid_plan where it is another tenant's, tenant_changed where the tenant has moved.
 */
export function requireUnmoved(plan: SavedPlan, domain: string, statuses: EvaluatedSteps): void {
  if (plan.domain !== domain) {
    throw new Problem('invalid_plan', {
      message: `The plan was made for ${plan.domain}, and this is ${domain}.`,
      hint: 'Make a plan for this tenant with `timesheets-setup check --out FILE`.',
    });
  }
  // As JSON, because that is what the file holds: `undefined` is not in it.
  if (JSON.stringify(plan.steps) !== JSON.stringify(stepsJson(statuses))) {
    throw new Problem('tenant_changed', {
      message: `${domain} has changed since the plan was made. Nothing was changed.`,
      hint: 'Look at it again: `timesheets-setup check --out FILE` makes a new plan.',
    });
  }
}
