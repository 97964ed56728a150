import * as v from 'valibot';
import {planBatches} from '../../engine/plan.js';
import {selectClient, selectClientGrant} from '../../engine/select-client.js';
import type {ClientHints} from '../../model/blueprint.js';
import {type Change, isKind} from '../../model/change.js';
import {Problem} from '../../model/errors.js';
import type {Observed} from '../../model/observed.js';
import type {Resource} from '../../model/resource.js';
import type {Blueprint} from '../../scenario/documented.js';
import {storedBlueprintSchema} from '../../scenario/schema.js';
import type {EvaluatedTenant} from '../check.js';
import {type EvaluatedSteps, stepsJson} from '../output/report.js';

/**
 * Version 1 spelled `authorized` as `authorised`. Versions before 3 did not record which objects
 * they are about.
 */
const version = 3;

const content = {
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
};

/** Ids of the objects that the changes are about; null for one that did not exist. */
type PlanObjects = Readonly<Record<Resource, string | null>>;

const id = v.nullable(v.string());

const planSchema = v.variant('version', [
  v.object({
    ...content,
    version: v.literal(version),
    objects: v.object({'resource-server': id, client: id, 'client-grant': id}),
  }),
  v.pipe(
    v.object({...content, version: v.picklist([1, 2])}),
    v.transform(plan => ({...plan, objects: undefined})),
  ),
]);

/** A saved plan: the changes, their objects, and the choices they were computed from. */
export type SavedPlan = v.InferOutput<typeof planSchema>;

export function planDocument(
  domain: string,
  blueprint: Blueprint,
  hints: ClientHints,
  {observed, statuses}: EvaluatedTenant,
): SavedPlan {
  const objects = planObjectIds(blueprint, observed);
  return v.parse(planSchema, {
    version,
    domain,
    blueprint,
    hints,
    objects,
    steps: stepsJson(statuses),
  });
}

function planObjectIds(blueprint: Blueprint, observed: Observed): PlanObjects {
  const selection = selectClient(blueprint, observed);
  const client = selection.kind === 'found' ? selection.client.clientId : null;
  const grant = client === null ? undefined : selectClientGrant(observed, client);
  return {
    'resource-server': observed.resourceServer?.id ?? null,
    client,
    'client-grant': grant?.id ?? null,
  };
}

/** Throws `Problem` invalid_plan. */
export function readPlan(content: string, file: string): SavedPlan {
  try {
    const document: unknown = JSON.parse(content);
    if (v.is(newerPlanSchema, document)) throw newerVersionProblem(file);
    // Throws for what is nested too deeply to be compared.
    JSON.stringify(document);
    return v.parse(planSchema, document);
  } catch (cause) {
    if (cause instanceof Problem) throw cause;
    throw new Problem('invalid_plan', {
      message: `${file} is not a plan.`,
      hint: 'Save one with `timesheets-setup check --out FILE`.',
      cause,
    });
  }
}

const newerPlanSchema = v.object({version: v.pipe(v.number(), v.gtValue(version))});

function newerVersionProblem(file: string): Problem {
  return new Problem('invalid_plan', {
    message: `${file} was made by a newer version of this tool.`,
    hint: 'Use that version, or save a new plan with `timesheets-setup check --out FILE`.',
  });
}

/**
 * Requires that the plan is for this tenant, and that evaluating it again gives the same changes to
 * the same objects. Throws `Problem` invalid_plan for another tenant's plan and for one that can't
 * tell its application, tenant_changed if the changes or their objects differ.
 */
export function assertPlanStillValid(
  plan: SavedPlan,
  domain: string,
  {observed, statuses}: EvaluatedTenant,
): void {
  if (plan.domain !== domain) {
    throw new Problem('invalid_plan', {
      message: `This plan is for ${plan.domain}, but the tenant is ${domain}.`,
      hint: 'Save a plan for this tenant with `timesheets-setup check --out FILE`.',
    });
  }
  const isSame =
    JSON.stringify(plan.steps.map(comparableStep)) === JSON.stringify(comparableSteps(statuses));
  if (!isSame || !hasSameObjects(plan, observed, statuses)) {
    throw new Problem('tenant_changed', {
      message: `${domain} has changed since the plan was saved. Nothing was changed.`,
      hint: 'Run `timesheets-setup check --out FILE` to save a new plan.',
    });
  }
}

/** Names are not unique, so equal changes may be about another object of the same name. */
function hasSameObjects(
  {objects, hints, blueprint}: SavedPlan,
  observed: Observed,
  statuses: EvaluatedSteps,
): boolean {
  const now = planObjectIds(blueprint, observed);
  if (objects !== undefined) return JSON.stringify(objects) === JSON.stringify(now);
  // An older plan names its application only if that was known beforehand. Its API needs no id: it
  // is the one with the identifier in the blueprint.
  const changes = planBatches(statuses, 'all').flatMap(batch => batch.map(({change}) => change));
  if (!changes.some(needsApplication)) return true;
  const client = hints.clientId ?? hints.rememberedClientId;
  if (client !== undefined) return client === now.client;
  throw new Problem('invalid_plan', {
    message:
      'This plan was saved by an older version of this tool, which did not record the application that it changes. Nothing was changed.',
    hint: 'Save a new plan with `timesheets-setup check --out FILE`.',
  });
}

/** Whether the change is about an application that exists, or about its grant. */
function needsApplication(change: Change): boolean {
  return change.resource !== 'resource-server' && !isKind(change, 'create', 'client');
}

const comparableStep = (step: unknown) => v.parse(stepSchema, step);

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
function comparableSteps(statuses: EvaluatedSteps): readonly unknown[] {
  return v.parse(v.array(stepSchema), JSON.parse(JSON.stringify(stepsJson(statuses))));
}
