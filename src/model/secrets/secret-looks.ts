import type {Range} from './secret-index.js';

/** A JWT, or the beginning of one that was cut off. */
const token = /\beyJ[\w-]{8,}(?:\.[\w-]*)*/g;
/** A run as long as one of Auth0's Client Secrets, also after the hyphens of an option. */
const longRun = /(?<![\w-])-*[\w-]{64}(?![\w-])/g;
/** `https://user:password@host`, except for the placeholder in our own hints. */
const password = /(?<=\/\/[^\s/?#@:]*:)(?!PASSWORD@HOST)[^\s/?#]+(?=@)/g;

/**
 * Where a text looks like a secret, whoever's it is: a token, a Client Secret, or a URL's password.
 * Such text may stand anywhere by mistake, for example a secret in the variable for the domain.
 */
export function findSecretLookingRanges(text: string): readonly Range[] {
  return [
    ...findMatches(token, text),
    ...findMatches(longRun, text).filter(([start, end]) => looksRandom(text.slice(start, end))),
    ...findMatches(password, text),
  ];
}

function findMatches(pattern: RegExp, text: string): readonly Range[] {
  return [...text.matchAll(pattern)].map(({0: {length}, index}) => [index, index + length]);
}

/** Of 64 random letters and digits, some are capitals and some are not; a hash in hex has no capitals. */
function looksRandom(run: string): boolean {
  return /[a-z]/.test(run) && /[A-Z]/.test(run) && /\d/.test(run);
}

/** The passwords in a URL, or in an address without a scheme. */
export function findPasswords(text: string): readonly string[] {
  const bare = /^[^\s/?#@:]*:([^\s/?#]+)@/.exec(text)?.[1];
  const found = findMatches(password, text).map(([start, end]) => text.slice(start, end));
  return bare === undefined ? found : [bare, ...found];
}
