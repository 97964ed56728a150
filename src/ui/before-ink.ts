import {settleEnvironment} from './terminal.js';

// Imported before Ink, for what it does: see there.
settleEnvironment(process.env);
