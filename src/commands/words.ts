import './core.js';
import {completions} from './completions.js';
import {helpText} from './help.js';
import type {Invocation} from './options.js';

declare const __VERSION__: string;

/**
 * What says how the program is used: the version, the help, completions for a shell. Nothing where
 * there is more to do.
 */
export function words({command, options, words: rest}: Invocation): string | undefined {
  if (options.version) return told({version: __VERSION__}, `${__VERSION__}\n`, options);
  if (options.help) {
    const help = helpText(command);
    return told({help}, help, options);
  }
  if (command !== 'completions') return undefined;
  const script = completions(rest);
  return told({completions: script}, script, options);
}

function told(json: object, text: string, options: Invocation['options']): string {
  return options.json ? `${JSON.stringify(json)}\n` : text;
}
