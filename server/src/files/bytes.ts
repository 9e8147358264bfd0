/**
 * Bytes of a file as text, and back without loss: a byte that is not UTF-8 becomes a lone surrogate (U+DC80 + byte - 0x80),
 * so that positions, findings and fixes work in any file, and `encode(decode(bytes))` gives the same bytes.
 */

export function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return decodeLenient(bytes);
  }
}

export function encode(text: string): Uint8Array {
  const encoder = new TextEncoder();
  const parts = text.split(/([\uDC80-\uDCFF])/u);
  if (parts.length === 1) return encoder.encode(text);
  const bytes = parts.flatMap((part, index) => (index % 2 === 1 ? [part.charCodeAt(0) - 0xdc00] : [...encoder.encode(part)]));
  return Uint8Array.from(bytes);
}

/** Is there a byte in it that was no UTF-8? */
export function hasForeignBytes(text: string): boolean {
  return /[\uDC80-\uDCFF]/u.test(text);
}

function decodeLenient(bytes: Uint8Array): string {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  let out = '';
  let good = 0;
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      out += decoder.decode(bytes.subarray(good, i)) + String.fromCharCode(0xdc00 + (bytes[i] ?? 0));
      good = i + 1;
    }
    i += Math.max(length, 1);
  }
  return out + decoder.decode(bytes.subarray(good));
}

/** Length of the well-formed UTF-8 sequence that starts here (Unicode, table 3-7); 0 where there is none. */
function sequenceLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return 1;
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  const second = bytes[at + 1] ?? 0;
  const least = first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
  const most = first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
  if (length > 1 && (second < least || second > most)) return 0;
  for (let i = 2; i < length; i++) if (((bytes[at + i] ?? 0) & 0xc0) !== 0x80) return 0;
  return length;
}
