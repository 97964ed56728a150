const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const reversedLetters = [...letters].reverse().join('');
const urlSafe = `${letters}-_`;

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  }
  return value >>> 0;
}

/**
 * Ids and secrets in Auth0's formats (section 3). They depend only on the seed, so that
 * walkthroughs can be recorded; being predictable, they are for demos and tests only.
 */
export class IdSource {
  #state: number;

  constructor(seed: string) {
    this.#state = hash(seed);
  }

  resourceServer(): string {
    return this.#characters('0123456789abcdef', 24);
  }

  client(): string {
    return this.#characters(letters, 32);
  }

  /** For a third-party application with enhanced security [docs: "Security Controls"]. */
  thirdPartyClient(): string {
    return `tpc_${this.client()}`;
  }

  credential(): string {
    return `cred_${this.#characters(letters, 22)}`;
  }

  organization(): string {
    return `org_${this.#characters(letters, 16)}`;
  }

  /** The token that Auth0 issues if the request has no audience. */
  opaqueToken(): string {
    return this.#characters(urlSafe, 32);
  }

  grant(): string {
    return `cgr_${this.#characters(letters, 16)}`;
  }

  clientSecret(): string {
    return this.#characters(urlSafe, 64);
  }

  /** With `letters`, one tenant's secret could equal a Client ID of another with the same seed. */
  signingSecret(): string {
    return this.#characters(reversedLetters, 32);
  }

  /** A token's `jti`: 22 characters, as in the documented sample (section 8). */
  tokenId(): string {
    return this.#characters(letters, 22);
  }

  keyId(): string {
    return this.#characters(urlSafe, 21);
  }

  base64(length: number): string {
    return this.#characters(`${letters}+/`, length);
  }

  #characters(alphabet: string, length: number): string {
    let text = '';
    for (let i = 0; i < length; i++) text += alphabet.charAt(this.#next() % alphabet.length);
    return text;
  }

  /** mulberry32 */
  #next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let value = this.#state;
    value = Math.imul(value ^ (value >>> 15), value | 1);
    value ^= value + Math.imul(value ^ (value >>> 7), value | 61);
    return (value ^ (value >>> 14)) >>> 0;
  }
}
