export type Shape = (secret: string) => string;

const bytesOf = (text: string) => [...Buffer.from(text)];
const hex = (byte: number) => byte.toString(16).padStart(2, '0');
const unit = (letter: string) => letter.charCodeAt(0).toString(16).padStart(4, '0');
const units = (text: string) => Array.from({length: text.length}, (_, at) => text.charAt(at));

const wide = (letter: string) => String.fromCharCode(letter.charCodeAt(0) + 0xfee0);

/** Encodings in which a server may echo a secret. */
export const shapes: Readonly<Record<string, Shape>> = {
  'as it is': secret => secret,
  'form-encoded': secret => new URLSearchParams({s: secret}).toString().slice(2),
  'percent-encoded': encodeURIComponent,
  'percent-encoded, lower case': secret =>
    encodeURIComponent(secret).replaceAll(/%../g, code => code.toLowerCase()),
  'percent-encoded, each byte': secret =>
    bytesOf(secret)
      .map(byte => `%${hex(byte)}`)
      .join(''),
  'percent-encoded twice': secret => encodeURIComponent(encodeURIComponent(secret)),
  'JSON-escaped': secret => JSON.stringify(secret).slice(1, -1),
  'JSON in JSON': secret => JSON.stringify(JSON.stringify(secret)),
  'JSON-escaped, with \\/': secret => JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/'),
  'JSON-escaped, each letter': secret =>
    units(secret)
      .map(letter => `\\u${unit(letter)}`)
      .join(''),
  'escaped as Python and C write it': secret =>
    [...secret]
      .map(letter => `\\U${(letter.codePointAt(0) ?? 0).toString(16).padStart(8, '0')}`)
      .join(''),
  'JSON-escaped for HTML': secret =>
    JSON.stringify(secret)
      .slice(1, -1)
      .replaceAll(/[<>&'=+]/g, letter => `\\u${unit(letter).toUpperCase()}`),
  'HTML, named': secret =>
    secret
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
      .replaceAll("'", '&apos;')
      .replaceAll('=', '&equals;')
      .replaceAll('_', '&lowbar;')
      .replaceAll('+', '&plus;'),
  'HTML, decimal': secret => [...secret].map(letter => `&#${letter.codePointAt(0)};`).join(''),
  'HTML, hexadecimal': secret =>
    [...secret].map(letter => `&#x${letter.codePointAt(0)?.toString(16)};`).join(''),
  base64: secret => Buffer.from(secret).toString('base64'),
  'base64 in a Basic header': secret => Buffer.from(`some-id:${secret}`).toString('base64'),
  'base64 for URLs': secret => Buffer.from(`id:${secret}:end`).toString('base64url'),
  hexadecimal: secret => Buffer.from(secret).toString('hex'),
  'cut by line breaks': secret => secret.replaceAll(/(.{5})/gu, '$1\r\n'),
  'cut by spaces': secret => secret.replaceAll(/(.{7})/gu, '$1 '),
  'with control characters in between': secret => [...secret].join('\u0007'),
  'with what is not seen in between': secret => [...secret].join('\u200b\u00ad'),
  'cut by tags': secret => secret.replaceAll(/(.{6})/gu, '$1<wbr>'),
  'cut by <br/>, percent-encoded': secret =>
    (encodeURIComponent(secret).match(/%..|[^%]/g) ?? []).join('<br/>'),
  'a long part of it': secret => secret.slice(3, -4),
};

/** Encodings in which a program may print an alphanumeric secret by mistake. */
export const foldedShapes: Readonly<Record<string, Shape>> = {
  'in upper case': secret => secret.toUpperCase(),
  'in lower case': secret => secret.toLowerCase(),
  reversed: secret => [...secret].reverse().join(''),
  'reversed, in hexadecimal': secret => Buffer.from([...secret].reverse().join('')).toString('hex'),
  'hexadecimal, reversed': secret => [...bytesOf(secret).map(hex).join('')].reverse().join(''),
  'base64, reversed': secret => [...Buffer.from(secret).toString('base64')].reverse().join(''),
  'hexadecimal of UTF-16': secret => Buffer.from(secret, 'utf16le').toString('hex'),
  'as code points': secret =>
    units(secret)
      .map(letter => `U+${unit(letter).toUpperCase()}`)
      .join(' '),
  'hexadecimal, as a fingerprint': secret => bytesOf(secret).map(hex).join(':').toUpperCase(),
  'hexadecimal, as C writes it': secret =>
    bytesOf(secret)
      .map(byte => `0x${hex(byte)}`)
      .join(', '),
  'octal, as C writes it': secret =>
    bytesOf(secret)
      .map(byte => `\\${byte.toString(8).padStart(3, '0')}`)
      .join(''),
  'octal, as few digits as it takes': secret =>
    bytesOf(secret)
      .map(byte => `\\${byte.toString(8)}`)
      .join(''),
  binary: secret =>
    bytesOf(secret)
      .map(byte => byte.toString(2).padStart(8, '0'))
      .join(' '),
  'a list of bytes': secret => JSON.stringify(bytesOf(secret)),
  'quoted-printable': secret =>
    bytesOf(secret)
      .map(byte => `=${hex(byte).toUpperCase()}`)
      .join(''),
  'base64 in base64': secret =>
    Buffer.from(Buffer.from(secret).toString('base64')).toString('base64'),
  'base64 of UTF-16': secret => Buffer.from(secret, 'utf16le').toString('base64'),
  'full width': secret => secret.replaceAll(/[!-~]/g, wide),
  'cut by dots': secret => secret.replaceAll(/(.{4})/gu, '$1.'),
};

/** Whether the text contains eight consecutive characters of it. */
export function containsPart(text: string, whole: string): boolean {
  const letters = [...whole];
  return letters.some((_, at) => {
    const part = letters.slice(at, at + 8);
    return part.length === 8 && text.includes(part.join(''));
  });
}

/** Decodings that a reader could do by hand. */
const decoders: readonly Shape[] = [
  text => text,
  text => text.replaceAll(/\s|<[^>]*>/g, ''),
  text => text.replaceAll(/[^\x21-\x7e\u00a1-\u{1ffff}]/gu, ''),
  text =>
    text.replaceAll(/%([\da-f]{2})/gi, (_, code) => String.fromCharCode(Number.parseInt(code, 16))),
  text =>
    text.replaceAll(/&#x([\da-f]+);/gi, (_, code) =>
      String.fromCodePoint(Number.parseInt(code, 16)),
    ),
  text => text.replaceAll(/&#(\d+);/g, (_, code) => String.fromCodePoint(Number(code))),
  text =>
    text.replaceAll(/\\u([\da-f]{4})/gi, (_, code) =>
      String.fromCharCode(Number.parseInt(code, 16)),
    ),
];

/** Whether a part of the secret is in the text or in a decoding of it. */
export function isRecoverable(text: string, whole: string): boolean {
  return decoders.some(undo => containsPart(undo(text), whole));
}
