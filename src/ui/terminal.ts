/** What the terminal can do, decided once from its environment. */
export interface Terminal {
  readonly color: 'color' | 'none';
  readonly symbols: 'unicode' | 'ascii';
  /** `lines`: the cursor never moves; `plain`: nor does the terminal know any control sequence. */
  readonly screen: 'alternate' | 'lines' | 'plain';
}

export type Environment = Readonly<Record<string, string | undefined>>;

export function terminalOf(env: Environment, reader: 'screen-reader' | 'none'): Terminal {
  return {
    color: wantsColor(env) ? 'color' : 'none',
    symbols: hasUnicode(env) ? 'unicode' : 'ascii',
    screen: env.TERM === 'dumb' ? 'plain' : reader === 'screen-reader' ? 'lines' : 'alternate',
  };
}

/** https://no-color.org and https://force-color.org; the latter goes first, being the request. */
function wantsColor(env: Environment): boolean {
  const force = env.FORCE_COLOR;
  if (force !== undefined) return force !== '0' && force !== 'false';
  return !env.NO_COLOR && env.TERM !== 'dumb';
}

function hasUnicode(env: Environment): boolean {
  if (env.TERM === 'dumb' || env.TERM === 'linux') return false;
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG;
  // Containers often set none, in terminals that know Unicode well.
  return !locale || /utf-?8/i.test(locale);
}

/**
 * Ink and its colors look at the environment when they are loaded, and miss two things: `NO_COLOR`
 * on a terminal is ignored, and with `CI` set nothing is drawn before the end. So this has to run
 * before Ink is imported.
 */
export function settleEnvironment(env: NodeJS.ProcessEnv): void {
  if (!wantsColor(env)) env.FORCE_COLOR = '0';
  for (const name of ['CI', 'CONTINUOUS_INTEGRATION']) if (name in env) env[name] = 'false';
}
