import {inspect} from 'node:util';

/** What stands wherever a secret would have been printed. */
export const masked = '••••••••';

/** A value that no log, JSON or error can show by accident; `reveal` is the one way to it. */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return masked;
  }

  toJSON(): string {
    return masked;
  }

  [inspect.custom](): string {
    return masked;
  }
}
