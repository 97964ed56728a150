import {access} from './access.js';
import {api} from './api.js';
import {application} from './application.js';
import {scopes} from './scopes.js';
import {signing} from './signing.js';
import type {Step} from './step.js';

/** The steps, in the guide's order. A further step is one file here, its id in `step`, and one line in this list. */
export const steps: readonly Step[] = [api, signing, scopes, application, access];
