/**
 * What `cli` loads at once, named as one: whatever is loaded later names it too, and so it becomes
 * one file of the package, not one for each group of its users.
 */
import '../model/errors.js';
import '../text/escape.js';
import '../text/format.js';
import '../text/graphemes.js';
import './export/escapes.js';
import './for-terminal.js';
import './options.js';
import './outcome.js';
import './scenario.js';
