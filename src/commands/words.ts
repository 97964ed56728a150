/** What says how the program is used: loaded for `--help` and `completions` alone. */
import './core.js';

export {completions} from './completions.js';
export {helpText} from './help.js';
