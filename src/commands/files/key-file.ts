import {join} from 'node:path';
import {hasCode, systemReasonOf} from '../../model/errors.js';
import {maskSecrets, ownTextMinLength} from '../../model/secrets/known-secrets.js';
import {visible} from '../../text/escape.js';
import {homeFolder} from '../settings/settings-folder.js';
import {decodeText, readFileBytes, UnreadableFileError} from './read-text.js';

/** A key file's content, or why it can't be read. */
export type KeyFile =
  | {readonly kind: 'ok'; readonly text: string}
  | {readonly kind: 'invalid'; readonly why: string; readonly remedy: string};

/** In characters. A PEM with the longest keys has about 13,000. */
const maxLength = 100_000;

/**
 * Reads a key file. Expands `~` itself, because no shell has done it in a variable or a text field.
 */
export function readKeyFile(given: string): KeyFile {
  const path = expandPath(given);
  // The key itself or a secret may stand in the path's place.
  const mask = (text: string) => visible(maskSecrets(text, {minLength: ownTextMinLength}));
  const shown = mask(given).slice(0, 200);
  const invalid = (why: string, remedy: string): KeyFile => {
    return {kind: 'invalid', why: mask(why), remedy};
  };
  try {
    const text = decodeText(readFileBytes(path));
    if (text.length <= maxLength) return {kind: 'ok', text};
    return invalid(`${shown} is too long for a private key.`, 'Check the path.');
  } catch (error) {
    if (hasCode(error, 'ENOENT') || hasCode(error, 'ENOTDIR')) {
      return invalid(`There is no file ${shown}.`, 'Check the path of the key file.');
    }
    if (hasCode(error, 'EISDIR')) {
      return invalid(`${shown} is a folder.`, 'Give the path of the key file in it.');
    }
    if (hasCode(error, 'EACCES') || hasCode(error, 'EPERM')) {
      return invalid(`${shown} can’t be read: permission denied.`, 'Make it readable for you.');
    }
    if (error instanceof UnreadableFileError) {
      return invalid(
        `${shown} is not a private key in PEM: ${error.message}.`,
        'Convert a key in another format with openssl pkey.',
      );
    }
    return invalid(
      `${shown} can’t be read: ${systemReasonOf(error)}.`,
      'Check the path of the key file.',
    );
  }
}

function expandPath(given: string): string {
  const path = /^(["'])(.+)\1$/.exec(given.trim())?.[2] ?? given.trim();
  const home = homeFolder();
  return /^~(?=$|[/\\])/.test(path) && home !== undefined ? join(home, path.slice(1)) : path;
}
