import {createPrivateKey, createPublicKey, type KeyObject, sign, verify} from 'node:crypto';
import {type AssertionAlg, assertionAlgs, type SigningKey} from '../model/credentials.js';
import {registerSecret} from '../model/secrets/known-secrets.js';
import {Secret} from '../model/secrets/secret.js';
import {visible} from '../text/escape.js';

/** A private key, or what is wrong with it. */
export type SigningKeyResult =
  | {readonly kind: 'ok'; readonly key: SigningKey}
  | {
      readonly kind: 'invalid';
      readonly about: 'key' | 'alg';
      readonly why: string;
      readonly remedy: string;
    };

/**
 * Reads a PEM, also in the shapes that environment variables produce: quoted, on one line, with
 * `\n` for line breaks, or in base64. Registers the key's lines as secrets, so that no output shows
 * them.
 */
export function readSigningKey(input: string, alg = 'RS256'): SigningKeyResult {
  const knownAlg = assertionAlgs.find(each => each === alg.trim().toUpperCase());
  if (knownAlg === undefined) return unknownAlg(alg);
  const text = normalizePem(input);
  const blocks = [...text.matchAll(pemBlock)];
  const keys = blocks.filter(([, label = '']) => label.endsWith('PRIVATE KEY'));
  for (const [block] of keys) registerPem(input, block);
  const [key] = keys;
  if (key === undefined) return explainMissingKey(text, blocks);
  if (keys.length > 1) {
    return invalid(
      'The text contains several private keys.',
      'Keep only the one that you sign in with.',
    );
  }
  return readBlock(key[1] ?? '', key[2] ?? '', knownAlg);
}

const pemBlock = /-----BEGIN ([A-Z0-9 ]{1,40})-----([^-]*(?:-(?!----)[^-]*)*)-----END \1-----/g;

function normalizePem(input: string): string {
  const text = stripQuotes(input.trim()).replaceAll(/\\r|\\n/g, '\n');
  if (text.includes('-----BEGIN') || !/^[\w+/\s-]+=*\s*$/.test(text)) return text;
  // Some users store the whole file in base64 to get a single line.
  const decoded = Buffer.from(text, 'base64').toString();
  return decoded.includes('-----BEGIN') ? decoded : text;
}

function stripQuotes(text: string): string {
  return /^(["'])([\s\S]*)\1$/.exec(text)?.[2]?.trim() ?? text;
}

function registerPem(input: string, block: string): void {
  registerSecret(input.trim());
  // Every line reveals a part of the key, so each is registered.
  for (const line of block.split(/\s+/)) {
    if (line.length >= 32 && !line.includes('-----')) registerSecret(line);
  }
}

function readBlock(label: string, body: string, alg: AssertionAlg): SigningKeyResult {
  if (label === 'ENCRYPTED PRIVATE KEY' || /^\s*Proc-Type:.*ENCRYPTED/m.test(body)) {
    return invalid(
      'The private key is encrypted with a passphrase.',
      'Decrypt a copy: openssl pkey -in KEY.pem -out DECRYPTED.pem',
    );
  }
  if (label === 'OPENSSH PRIVATE KEY') {
    return invalid(
      'The private key is in OpenSSH format.',
      'Convert a copy: ssh-keygen -p -m PKCS8 -f COPY_OF_KEY',
    );
  }
  if (label === 'EC PRIVATE KEY') return notRsa('EC');
  const pem = new Secret(rewrapPem(label, body));
  const key = parseKey(pem);
  if (key === undefined) {
    return invalid(
      'The private key is damaged and can’t be read.',
      'Copy the whole file again, from -----BEGIN to -----END.',
    );
  }
  const type = key.asymmetricKeyType ?? 'unknown';
  if (type !== 'rsa') return notRsa(type === 'ec' ? 'EC' : type);
  const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
  if (bits < minBits) {
    return invalid(
      `The RSA key is too short: it has ${bits} bits, and Auth0 requires ${minBits}.`,
      'Create a key with 2048 bits or more, and register its public key with the application.',
    );
  }
  return {kind: 'ok', key: {pem, alg}};
}

/** RFC 7518, sections 3.3 and 3.5. */
const minBits = 2048;

/** Restores the line breaks, which a variable may have lost. */
function rewrapPem(label: string, body: string): string {
  const lines = body.replaceAll(/\s+/g, '').match(/.{1,64}/g) ?? [];
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}

function parseKey(pem: Secret): KeyObject | undefined {
  try {
    const key = createPrivateKey(pem.reveal());
    // A damaged RSA key can parse and still produce wrong signatures.
    const probe = Buffer.from('probe');
    const isUsable =
      key.asymmetricKeyType !== 'rsa' ||
      verify('sha256', probe, createPublicKey(key), sign('sha256', probe, key));
    return isUsable ? key : undefined;
  } catch {
    // The error is dropped, because its message could quote the key.
    return undefined;
  }
}

function explainMissingKey(text: string, blocks: readonly RegExpMatchArray[]): SigningKeyResult {
  if (text === '')
    return invalid('The private key is empty.', 'Provide a private key in PEM format.');
  const labels = blocks.map(([, label = '']) => label);
  if (labels.some(label => label.includes('CERTIFICATE REQUEST'))) {
    return invalid('This is a certificate request, not a private key.', privateKeyRemedy);
  }
  if (labels.some(label => label.includes('CERTIFICATE'))) {
    return invalid('This is a certificate, not a private key.', privateKeyRemedy);
  }
  if (
    labels.some(label => label.endsWith('PUBLIC KEY')) ||
    /^(?:ssh-|ecdsa-|---- BEGIN SSH2 PUBLIC)/.test(text)
  ) {
    return invalid('This is a public key, not a private key.', privateKeyRemedy);
  }
  if (/-----BEGIN [A-Z0-9 ]*PRIVATE KEY-----/.test(text)) {
    return invalid(
      'The private key is cut off: its last line is missing.',
      'Copy the whole file again, from -----BEGIN to -----END. A variable with several lines needs quotes.',
    );
  }
  if (text.startsWith('{')) {
    return invalid(
      'This is JSON, not a private key in PEM format.',
      'Convert the JSON Web Key to PEM first.',
    );
  }
  return invalid(
    'This is not a private key in PEM format.',
    'A PEM file begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----.',
  );
}

const privateKeyRemedy =
  'Use the private key that belongs to it. Its file begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----.';

function notRsa(type: string): SigningKeyResult {
  return invalid(
    `The private key is not an RSA key (${type}).`,
    'Auth0 accepts only RSA keys. Create one, and register its public key with the application.',
  );
}

function unknownAlg(alg: string): SigningKeyResult {
  return {
    kind: 'invalid',
    about: 'alg',
    why: `“${visible(alg).slice(0, 40)}” is not a signing algorithm for client assertions.`,
    remedy: `Use ${assertionAlgs.slice(0, -1).join(', ')} or ${assertionAlgs.at(-1)}.`,
  };
}

function invalid(why: string, remedy: string): SigningKeyResult {
  return {kind: 'invalid', about: 'key', why, remedy};
}
