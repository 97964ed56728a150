import {looksSecret} from './secrets/known-secrets.js';

/** A value that a user typed, pasted or put into a variable, after cleanup. */
export type PastedText =
  | {
      readonly kind: 'ok';
      readonly value: string;
      /** What was removed, to follow “Ignored”: `the quotes`. Absent if nothing was. */
      readonly ignored?: string;
    }
  | {readonly kind: 'empty'}
  /** `why` is a predicate; the message names the field or variable before it. */
  | {readonly kind: 'invalid'; readonly why: string; readonly remedy: string};

interface UnwrappedText {
  readonly text: string;
  readonly removed: readonly string[];
}

/** Something a value may be wrapped in. `inside` gives the content, or undefined if it isn't. */
type Wrapping = readonly [without: string, inside: (text: string) => string | undefined];

const quotes = /^(?:"([\s\S]*)"|'([\s\S]*)'|`([\s\S]*)`|“([\s\S]*)”|‘([\s\S]*)’|«([\s\S]*)»)[,;]?$/;
/** A whole line was copied: `export AUTH0_CLIENT_ID=…`, `AUTH0_CLIENT_ID: …`, `"client_id": …`. */
const assignment =
  /^(?:export\s+|set\s+|-e\s+)?["']?(?:[A-Z0-9_]*(?:AUTH0|TIMESHEETS)_[A-Z_]+|client_id|client_secret|access_token|domain)["']?\s*[=:]\s*(\S[\s\S]*)$/;

const anyWrapping: readonly Wrapping[] = [
  ['the variable name', text => assignment.exec(text)?.[1]],
  [
    'the quotes',
    text =>
      quotes
        .exec(text)
        ?.slice(1)
        .find(part => part !== undefined),
  ],
];

const outerBlanks = /^[\s\u200b-\u200f\u2060\ufeff]+|[\s\u200b-\u200f\u2060\ufeff]+$/g;

/** Removes wrappings, in any order and nesting. */
export function removeWrappings(given: string, more: readonly Wrapping[] = []): UnwrappedText {
  let text = given.replace(outerBlanks, '');
  const without: string[] = [];
  for (let depth = 0; depth < 8; depth += 1) {
    const found = [...anyWrapping, ...more]
      .map(([name, inside]) => ({name, inside: inside(text)}))
      .find(each => each.inside !== undefined && each.inside !== text);
    if (found?.inside === undefined) break;
    without.push(found.name);
    text = found.inside.replace(outerBlanks, '');
  }
  return {text, removed: [...new Set(without)]};
}

function okResult({text, removed}: UnwrappedText): PastedText {
  return {
    kind: 'ok',
    value: text,
    ...(removed.length > 0 && {ignored: removed.join(' and ')}),
  };
}

const header: Wrapping = [
  'the -H option',
  text => /^(?:-H|--header)\s+(\S[\s\S]*)$/.exec(text)?.[1],
];
const bearer: Wrapping = [
  'the word Bearer',
  text => /^(?:authorization\s*:\s*)?bearer\s+(\S[\s\S]*)$/i.exec(text)?.[1],
];
const tokenResponse: Wrapping = [
  'the JSON around it',
  text => {
    const {access_token, accessToken} = parseObject(text);
    const token = access_token ?? accessToken;
    return typeof token === 'string' ? token : undefined;
  },
];
const fragment: Wrapping = [
  'the parameters around it',
  text => /(?:^|[#?&])access_token=([^&\s]+)/.exec(text)?.[1],
];

/** Also accepts a header, the token endpoint's whole response, a URL, or a token over lines. */
export function readToken(given: string): PastedText {
  const unwrapped = removeWrappings(given, [header, bearer, tokenResponse, fragment]);
  const {text} = unwrapped;
  if (text === '') return {kind: 'empty'};
  const error = parseObject(text).error;
  if (typeof error === 'string') {
    return {
      kind: 'invalid',
      why: 'contains an error response from the token endpoint, not a token',
      remedy: 'Request a new token, and copy access_token from the response.',
    };
  }
  const placeholder = placeholderProblem(text);
  if (placeholder !== undefined) return placeholder;
  const joined = text.replaceAll(/\\+[rn]|\\?\s+/g, '');
  const isWrapped = joined !== text && jwt.test(joined);
  if (/…|\.\.\./.test(text) && !jwt.test(joined)) {
    return {
      kind: 'invalid',
      why: 'contains a token that is cut off',
      remedy: 'Copy the whole token.',
    };
  }
  if (!isWrapped) return okResult(unwrapped);
  return okResult({text: joined, removed: [...unwrapped.removed, 'the line breaks']});
}

const jwt = /^[\w-]+\.[\w-]+\.[\w-]*$/;

export function readClientId(given: string): PastedText {
  const unwrapped = removeWrappings(given, [
    ['the comma at the end', text => /^([\w-]+)[,;]$/.exec(text)?.[1]],
    ['the angle brackets', text => /^<([A-Za-z0-9]{20,})>$/.exec(text)?.[1]],
    // The `sub` claim of an application's token.
    ['@clients at the end', text => /^([\w-]+)@clients$/.exec(text)?.[1]],
  ]);
  const {text} = unwrapped;
  if (text === '') return {kind: 'empty'};
  const placeholder = placeholderProblem(text);
  if (placeholder !== undefined) return placeholder;
  if (/^(?:https?:\/\/)?[\w.-]+\.auth0\.com\b/i.test(text)) {
    return {kind: 'invalid', why: 'contains a domain, not a Client ID', remedy: clientIdRemedy};
  }
  if (jwt.test(text) && text.startsWith('eyJ')) {
    return {kind: 'invalid', why: 'contains a token, not a Client ID', remedy: clientIdRemedy};
  }
  if (text.includes('-----BEGIN')) {
    return {kind: 'invalid', why: 'contains a key, not a Client ID', remedy: clientIdRemedy};
  }
  if (looksSecret(text)) {
    return {kind: 'invalid', why: 'contains a secret, not a Client ID', remedy: clientIdRemedy};
  }
  if (/\s/.test(text)) {
    return {
      kind: 'invalid',
      why: 'contains spaces, and a Client ID never does',
      remedy: clientIdRemedy,
    };
  }
  return okResult(unwrapped);
}

/** Whether it is one path segment. An id that changes the path would address another object. */
export function isPathSegment(value: string): boolean {
  return /^[^\s/\\%?#\p{Cc}\p{Cs}]+$/u.test(value) && !/^\.{1,2}$/.test(value);
}

const clientIdRemedy = 'Copy the Client ID from the application’s Settings in the Dashboard.';

/** Accepts any text except a placeholder or a key. */
export function readClientSecret(given: string): PastedText {
  const unwrapped = removeWrappings(given);
  const {text} = unwrapped;
  if (text === '') return {kind: 'empty'};
  const placeholder = placeholderProblem(text);
  if (placeholder !== undefined) return placeholder;
  if (text.includes('-----BEGIN')) {
    return {
      kind: 'invalid',
      why: 'contains a key, not a Client Secret',
      remedy: 'To sign in with a private key, use AUTH0_CLIENT_ASSERTION_PRIVATE_KEY instead.',
    };
  }
  const joined = text.replaceAll(/\s*[\r\n]\s*/g, '');
  return joined === text
    ? okResult(unwrapped)
    : okResult({text: joined, removed: [...unwrapped.removed, 'the line breaks']});
}

const marked: Wrapping = ['the marks', text => parseMarked(text)?.content];
const reference: Wrapping = ['the reference', text => contentAfterReference(text)];

/**
 * What in the value of a secret's variable may be the secret, also where the value can't be used:
 * `vault://SECRET`. Empty for a placeholder's words, which occur in ordinary sentences.
 */
export function extractSecret(given: string): string {
  const around = [header, bearer, tokenResponse, fragment, marked, reference];
  const {text} = removeWrappings(given, around);
  return isPlaceholderWord(text) ? '' : text;
}

/** Names the form of a value that can't be used. Its content may be the secret, so it isn't quoted. */
function placeholderProblem(text: string): PastedText | undefined {
  const placeholder = describePlaceholder(text);
  if (placeholder !== undefined) {
    return {
      kind: 'invalid',
      why: `is still a placeholder: ${placeholder}`,
      remedy: 'Replace it with the real value, or check why it was not filled in.',
    };
  }
  const reference = referenceStart.exec(text)?.[0];
  if (reference !== undefined) {
    return {
      kind: 'invalid',
      why: `is an unresolved reference: ${reference}…`,
      remedy: 'Run this through the tool that resolves such references, or set the value itself.',
    };
  }
  return undefined;
}

/** Phrases from templates: `your-client-id`, `paste token here`. */
const templateWord =
  /^(?:your|enter|insert|paste|put|add|replace|change|fill)[-_ ]?(?:own[-_ ])?(?:auth0|client|app|application|api|tenant|domain|secret|id|token|access|management|m2m|value|it|me|in|this|here|with)(?:[-_ ]?(?:auth0|client|app|application|api|tenant|domain|secret|id|token|access|management|m2m|value|it|me|in|this|here|with|your))*$/i;

/** Marks of a variable that no shell, pipeline or template engine expanded, and what they enclose. */
const placeholderMarks: readonly (readonly [open: string, close: string, content: RegExp])[] = [
  ['$(', ')', /^[^()]*$/],
  ['${{', '}}', /^[^{}]*$/],
  ['${', '}', /^[^{}]*$/],
  ['{{', '}}', /^[^{}]*$/],
  ['$', '', /^[A-Za-z_][A-Za-z0-9_]*$/],
  ['%', '%', /^[A-Za-z_][\w.]*$/],
  ['#{', '}#', /^[^{}]*$/],
  ['#{', '}', /^[^{}]*$/],
  ['{', '}', /^[\w .-]*$/],
  ['<%', '%>', /^.*$/],
  ['<', '>', /^[^<>]+$/],
  ['[', ']', /^[\w .-]*$/],
  ['((', '))', /^[^()]*$/],
  ['__', '__', /^[A-Z][A-Z0-9_]*$/],
  ['@@', '@@', /^[A-Z][A-Z_]*$/],
  ['@', '@', /^[A-Z][A-Z_]*$/],
];

/** Words that stand for a value. They hold no secret. */
const placeholderWords: readonly RegExp[] = [
  // A secret that a log masked.
  /^(?:…|[*•●·.…_#-]{2,})$/,
  /^x{3,}$/i,
  /^\(?\[?(?:redacted|hidden|masked|sensitive|sensitive value|secret value|filtered)\]?\)?$/i,
  /^\(known after apply\)$/,
  // What a program prints for a missing value.
  /^(?:null|undefined|none|nil|nan|\[object object\])$/i,
  // A placeholder word, or the name of the variable.
  /^(?:todo|tbd|fixme|changeme|replaceme|placeholder|dummy|example)$/i,
  /^(?:[A-Z_]*(?:AUTH0|TIMESHEETS)_)?(?:CLIENT_ID|CLIENT_SECRET|ACCESS_TOKEN|API_TOKEN|AUTH0_DOMAIN)$/i,
  /^(?:the[-_ ]?|my[-_ ]?)?(?:auth0[-_ ]?)?client-(?:id|secret)$/i,
  /^my[-_ ]?(?:auth0[-_ ]?)?client[-_ ]?(?:id|secret)$/i,
  templateWord,
];

/** Whether the whole value is from a template, a masked log, or a variable that was never set. */
export function isPlaceholder(text: string): boolean {
  return describePlaceholder(text) !== undefined;
}

/** The placeholder with a content that may be quoted, such as `${CLIENT_SECRET}`, else `${…}`. */
function describePlaceholder(text: string): string | undefined {
  if (isPlaceholderWord(text)) return text.slice(0, 60);
  const marked = parseMarked(text);
  if (marked === undefined) return undefined;
  const {open, content, close} = marked;
  const name = content.trim();
  if (name !== '' && !isPlaceholderWord(name)) return `${open}…${close}`;
  return `${open}${content.replaceAll(/\s+/g, ' ')}${close}`;
}

function isPlaceholderWord(text: string): boolean {
  return placeholderWords.some(pattern => pattern.test(text));
}

function parseMarked(text: string) {
  for (const [open, close, content] of placeholderMarks) {
    if (text.length < open.length + close.length) continue;
    if (!text.startsWith(open) || !text.endsWith(close)) continue;
    const inside = text.slice(open.length, text.length - close.length);
    if (content.test(inside)) return {open, content: inside, close};
  }
  return undefined;
}

function contentAfterReference(text: string): string | undefined {
  const start = referenceStart.exec(text)?.[0];
  return start === undefined ? undefined : text.slice(start.length);
}

/** A reference that a secret manager's tool resolves. */
const referenceStart =
  /^(?:op:\/\/|ref\+\w+:\/\/|vault:(?:\/\/)?|arn:aws:(?:secretsmanager|ssm):|projects\/[^/]+\/secrets\/|@Microsoft\.KeyVault\(|\{\{resolve:)/;

/** The text as a JSON object; empty if it is not one. */
function parseObject(text: string): Readonly<Record<string, unknown>> {
  if (!text.startsWith('{')) return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? {...value} : {};
  } catch {
    return {};
  }
}
