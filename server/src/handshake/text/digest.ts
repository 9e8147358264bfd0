/** MD5 (RFC 1321) and SHA-1 (RFC 3174), as password files and secure links have them; both are of no other use any more. */

/** 16 bytes. */
export function md5(data: Uint8Array): Uint8Array {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476];
  const view = padded(data, true);
  for (let start = 0; start < view.byteLength; start += 64) {
    let [a = 0, b = 0, c = 0, d = 0] = state;
    for (let step = 0; step < 64; step++) {
      const round = step >> 4;
      const mixed = [(b & c) | (~b & d), (b & d) | (c & ~d), b ^ c ^ d, c ^ (b | ~d)][round] ?? 0;
      const word = view.getUint32(start + ((4 * ([step, 5 * step + 1, 3 * step + 5, 7 * step][round] ?? 0)) % 64), true);
      const constant = Math.floor(Math.abs(Math.sin(step + 1)) * 2 ** 32);
      const turned = rotate((a + mixed + word + constant) | 0, turns[round]?.[step % 4] ?? 0);
      [a, b, c, d] = [d, (b + turned) | 0, b, c];
    }
    add(state, [a, b, c, d]);
  }
  return bytesOf(state, true);
}

const turns = [
  [7, 12, 17, 22],
  [5, 9, 14, 20],
  [4, 11, 16, 23],
  [6, 10, 15, 21],
];

/** 20 bytes. */
export function sha1(data: Uint8Array): Uint8Array {
  const state = [0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0];
  const view = padded(data, false);
  for (let start = 0; start < view.byteLength; start += 64) {
    const words = Array.from({ length: 16 }, (_, index) => view.getUint32(start + 4 * index, false));
    const at = (index: number): number => words[index] ?? 0;
    for (let index = 16; index < 80; index++) {
      words.push(rotate(at(index - 3) ^ at(index - 8) ^ at(index - 14) ^ at(index - 16), 1));
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0] = state;
    for (let step = 0; step < 80; step++) {
      const round = Math.floor(step / 20);
      const mixed = [(b & c) | (~b & d), b ^ c ^ d, (b & c) | (b & d) | (c & d), b ^ c ^ d][round] ?? 0;
      const sum = (rotate(a, 5) + mixed + e + (constants[round] ?? 0) + at(step)) | 0;
      [a, b, c, d, e] = [sum, a, rotate(b, 30), c, d];
    }
    add(state, [a, b, c, d, e]);
  }
  return bytesOf(state, false);
}

const constants = [0x5a827999, 0x6ed9eba1, 0x8f1bbcdc, 0xca62c1d6];

/** Closed with a bit, zeros and its length in bits, to blocks of 64 bytes. */
function padded(data: Uint8Array, little: boolean): DataView {
  const blocks = new Uint8Array(Math.ceil((data.length + 9) / 64) * 64);
  blocks.set(data);
  blocks[data.length] = 0x80;
  const view = new DataView(blocks.buffer);
  const bits = data.length * 8;
  view.setUint32(blocks.length - 8, little ? bits >>> 0 : Math.floor(bits / 2 ** 32), little);
  view.setUint32(blocks.length - 4, little ? Math.floor(bits / 2 ** 32) : bits >>> 0, little);
  return view;
}

function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}

function add(state: number[], more: readonly number[]): void {
  for (const [index, word] of more.entries()) state[index] = ((state[index] ?? 0) + word) | 0;
}

function bytesOf(state: readonly number[], little: boolean): Uint8Array {
  const view = new DataView(new ArrayBuffer(state.length * 4));
  for (const [index, word] of state.entries()) view.setUint32(4 * index, word >>> 0, little);
  return new Uint8Array(view.buffer);
}
