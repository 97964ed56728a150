import * as v from 'valibot';
import type {ClientHints} from '../model/blueprint.js';
import {Problem} from '../model/errors.js';
import type {Blueprint} from '../scenario/documented.js';
import {storedBlueprintSchema} from '../scenario/schema.js';
import {type EvaluatedSteps, stepsJson} from './report.js';

/** Version 1 spelled `authorized` as `authorised`; otherwise the same. */
const version = 2;

/** A saved plan: the changes, and the choices they were computed from. */
const planSchema = v.object({
  version: v.picklist([1, version]),
  domain: v.string(),
  blueprint: storedBlueprintSchema,
  hints: v.object({
    clientId: v.exactOptional(v.string()),
    rememberedClientId: v.exactOptional(v.string()),
  }),
  steps: v.pipe(
    v.array(v.unknown()),
    v.check(steps => steps.every(step => v.is(stepSchema, step))),
  ),
});

export type SavedPlan = v.InferOutput<typeof planSchema>;

export function planDocument(
  domain: string,
  blueprint: Blueprint,
  hints: ClientHints,
  statuses: EvaluatedSteps,
): SavedPlan {
  return v.parse(planSchema, {version, domain, blueprint, hints, steps: stepsJson(statuses)});
}

/** Throws `Problem` invalid_plan. */
export function readPlan(content: string, file: string): SavedPlan {
  try {
    const document: unknown = JSON.parse(content);
    if (v.is(newer, document)) throw madeByNewer(file);
    return v.parse(planSchema, document);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem('invalid_plan', {
      message: `${file} is not a plan.`,
      hint: 'Make one with `timesheets-setup check --out FILE`.',
      cause,
    });
  }
}

const newer = v.object({version: v.pipe(v.number(), v.gtValue(version))});

function madeByNewer(file: string): Problem {
  return new Problem('invalid_plan', {
    message: `${file} was made by a newer version of this tool.`,
    hint: 'Use that version, or make a new plan with `timesheets-setup check --out FILE`.',
  });
}

/**
 * Requires that the plan is for this tenant, and that evaluating it again gives the same changes.
 * Throws `Problem` invalid_plan for another tenant's plan, tenant_changed if the changes differ.
 */
export function requireUnmoved(plan: SavedPlan, domain: string, statuses: EvaluatedSteps): void {
  if (plan.domain !== domain) {
    throw new Problem('invalid_plan', {
      message: `This plan is for ${plan.domain}, but the tenant is ${domain}.`,
      hint: 'Make a plan for this tenant with `timesheets-setup check --out FILE`.',
    });
  }
  if (JSON.stringify(plan.steps.map(stepData)) !== JSON.stringify(dataOf(statuses))) {
    throw new Problem('tenant_changed', {
      message: `${domain} has changed since the plan was made. Nothing was changed.`,
      hint: 'Run `timesheets-setup check --out FILE` to make a new plan.',
    });
  }
}

const stepData = (step: unknown) => v.parse(stepSchema, step);

/**
 * The parts of a step that are compared. Sentences are left out, because their wording may change.
 */
const stepSchema = v.object({
  id: v.string(),
  status: v.string(),
  changes: v.array(
    v.object({
      // Version 1's spelling.
      field: v.pipe(
        v.string(),
        v.transform(field => (field === 'authorised' ? 'authorized' : field)),
      ),
      from: v.unknown(),
      to: v.unknown(),
      breaking: v.boolean(),
    }),
  ),
  kept: v.optional(v.array(v.string()), []),
});

/** Goes through JSON first, because the file has no `undefined`. */
function dataOf(statuses: EvaluatedSteps): readonly unknown[] {
  return v.parse(v.array(stepSchema), JSON.parse(JSON.stringify(stepsJson(statuses))));
}
