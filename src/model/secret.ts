import {inspect} from 'node:util';
import {masked, registerSecret} from './known-secrets.js';

export {masked};

/**
 * A value that no log, JSON or error can show by accident; only `reveal` returns it. Creating one
 * also registers it for masking, in any form, in text from servers.
 */
export class Secret {
  readonly #value: string;

  constructor(value: string) {
    this.#value = value;
    registerSecret(value);
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
