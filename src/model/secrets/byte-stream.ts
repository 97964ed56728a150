/** Bytes, each with the range of the text that it came from. */
export interface ByteStream {
  readonly bytes: number[];
  readonly starts: number[];
  readonly ends: number[];
}

export const createStream = (): ByteStream => ({bytes: [], starts: [], ends: []});

/** White space, control and invisible characters, any of which may appear inside a secret. */
export function isInvisible(code: number): boolean {
  if (code <= 0x20) return true;
  if (code < 0x7f) return false;
  return (
    code <= 0xa0 ||
    code === 0xad ||
    code === 0x061c ||
    code === 0x180e ||
    (code >= 0x2000 && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202f) ||
    (code >= 0x205f && code <= 0x206f) ||
    code === 0x3000 ||
    (code >= 0xfe00 && code <= 0xfe0f) ||
    code === 0xfeff ||
    (code >= 0xe0000 && code <= 0xe01ef)
  );
}

/** Appends a character as UTF-8, unless it is invisible. */
export function appendCharacter(
  {bytes, starts, ends}: ByteStream,
  code: number,
  start: number,
  end: number,
): void {
  if (isInvisible(code)) return;
  const add = (byte: number) => {
    bytes.push(byte);
    starts.push(start);
    ends.push(end);
  };
  if (code < 0x80) {
    add(code);
    return;
  }
  if (code < 0x800) add(0xc0 | (code >> 6));
  else {
    if (code < 0x10000) add(0xe0 | (code >> 12));
    else {
      add(0xf0 | (code >> 18));
      add(0x80 | ((code >> 12) & 0x3f));
    }
    add(0x80 | ((code >> 6) & 0x3f));
  }
  add(0x80 | (code & 0x3f));
}

export function encodeUtf8(text: string): ByteStream {
  const stream = createStream();
  for (let at = 0; at < text.length; ) {
    const code = text.codePointAt(at) ?? 0;
    const end = at + (code > 0xffff ? 2 : 1);
    appendCharacter(stream, code, at, end);
    at = end;
  }
  return stream;
}

export function copyByte({bytes, starts, ends}: ByteStream, at: number, to: ByteStream): void {
  to.bytes.push(bytes[at] ?? 0);
  to.starts.push(starts[at] ?? 0);
  to.ends.push(ends[at] ?? 0);
}
