import {inspect} from 'node:util';
import {registerSecret, secretMask} from './known-secrets.js';

export {secretMask as masked};

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
    return secretMask;
  }

  toJSON(): string {
    return secretMask;
  }

  [inspect.custom](): string {
    return secretMask;
  }
}
