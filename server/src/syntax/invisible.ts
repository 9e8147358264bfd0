/** Characters that nobody sees, and that nginx reads as letters: its blanks are space, tab, CR and LF (ngx_conf_file.c, ngx_conf_read_token). */

/** Is the UTF-16 unit a blank that is none to nginx, or of no width at all? */
export function isInvisible(code: number): boolean {
  return isForeignBlank(code) || isZeroWidth(code);
}

/** No-break space and its kin, separators of lines, and the controls that other languages take for blanks. */
export function isForeignBlank(code: number): boolean {
  if (code < 0x1680) return code === 0xa0 || code === 0x85;
  return (
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** Soft hyphen, zero-width spaces and joiners, marks of direction, byte order mark. */
export function isZeroWidth(code: number): boolean {
  if (code < 0x180e) return code === 0xad || code === 0x61c;
  return (
    code === 0x180e ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x2069) ||
    code === 0xfeff
  );
}

/** Does it stand between two characters of another script or of an emoji, to which it belongs? */
export function isJoined(text: string, at: number): boolean {
  return isBeyondAscii(text.charCodeAt(at - 1)) && isBeyondAscii(text.charCodeAt(at + 1));
}

function isBeyondAscii(code: number): boolean {
  return code >= 128 && !isInvisible(code);
}

/** For messages: what the character is called, with its number. */
export function nameOf(code: number): string {
  const number = `U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
  return `${NAMES[code] ?? (isForeignBlank(code) ? 'blank' : 'invisible character')} (${number})`;
}

const NAMES: Readonly<Record<number, string>> = {
  0xa0: 'no-break space',
  0xad: 'soft hyphen',
  0x200b: 'zero-width space',
  0x200c: 'zero-width non-joiner',
  0x200d: 'zero-width joiner',
  0x200e: 'left-to-right mark',
  0x200f: 'right-to-left mark',
  0x2028: 'line separator',
  0x202f: 'narrow no-break space',
  0x2060: 'word joiner',
  0x3000: 'ideographic space',
  0xfeff: 'byte order mark',
};
