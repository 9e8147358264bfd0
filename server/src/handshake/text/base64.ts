/** Base64 as nginx reads it (ngx_decode_base64, ngx_decode_base64url): what is behind a `=` does not count. */

/** Bytes; `undefined` for what is none. `url`: `-` and `_` in place of `+` and `/`. */
export function decodeBase64(text: string, url = false): Uint8Array | undefined {
  const digits = url ? urlDigits : standardDigits;
  const end = text.indexOf('=');
  const data = end < 0 ? text : text.slice(0, end);
  if (data.length % 4 === 1) return undefined;
  const out: number[] = [];
  let [bits, count] = [0, 0];
  for (const character of data) {
    const value = digits.indexOf(character);
    if (value < 0) return undefined;
    bits = (bits << 6) | value;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    out.push((bits >> count) & 0xff);
    bits &= (1 << count) - 1;
  }
  return Uint8Array.from(out);
}

/** With `=` at its end. */
export function encodeBase64(data: Uint8Array): string {
  return btoa(String.fromCharCode(...data));
}

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const standardDigits = `${letters}+/`;
const urlDigits = `${letters}-_`;
