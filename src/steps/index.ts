import {access} from './access.js';
import {api} from './api.js';
import {application} from './application.js';
import {scopes} from './scopes.js';
import {signing} from './signing.js';
import type {Step} from './step.js';

/**
 * The steps, in the guide's order. To add one: a file here, its id in `step.ts`, a line in this
 * list.
 */
export const steps: readonly Step[] = [api, signing, scopes, application, access];

/** A step's title, by its id. */
export function stepTitle(id: string): string {
  return steps.find(step => step.id === id)?.title ?? id;
}
