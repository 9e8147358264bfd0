/** SHA-256 and SHA-512 (RFC 6234), for the passwords that are stored with them. */

/** 32 bytes. */
export function sha256(data: Uint8Array): Uint8Array {
  const view = padded(data, 64);
  const { initial, highs } = tables();
  const state = initial.map((word) => Number(word >> 32n) | 0);
  const words = new Int32Array(64);
  const at = (index: number): number => words[index] ?? 0;
  for (let start = 0; start < view.byteLength; start += 64) {
    for (let index = 0; index < 64; index++) {
      const [early, late] = [at(index - 15), at(index - 2)];
      words[index] =
        index < 16
          ? view.getInt32(start + 4 * index)
          : at(index - 16) +
            (turn(early, 7) ^ turn(early, 18) ^ (early >>> 3)) +
            at(index - 7) +
            (turn(late, 17) ^ turn(late, 19) ^ (late >>> 10));
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state;
    for (let index = 0; index < 64; index++) {
      const one = h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + ((e & f) ^ (~e & g)) + (highs[index] ?? 0) + at(index);
      const two = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c));
      [a, b, c, d, e, f, g, h] = [(one + two) | 0, a, b, c, (d + one) | 0, e, f, g];
    }
    for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = ((state[index] ?? 0) + word) | 0;
  }
  const out = new DataView(new ArrayBuffer(32));
  for (const [index, word] of state.entries()) out.setInt32(4 * index, word);
  return new Uint8Array(out.buffer);
}

/** 64 bytes. A word of 64 bits is two numbers: the high half, then the low one. */
export function sha512(data: Uint8Array): Uint8Array {
  const view = padded(data, 128);
  const { initial, highs, lows } = tables();
  const state = Int32Array.from(initial.flatMap((word) => [Number(word >> 32n), Number(word & 0xffffffffn)]));
  const words = new Int32Array(160);
  const at = (index: number): number => words[index] ?? 0;
  for (let start = 0; start < view.byteLength; start += 128) {
    for (let index = 0; index < 32; index++) words[index] = view.getInt32(start + 4 * index);
    for (let index = 32; index < 160; index += 2) {
      const [eh, el, lh, ll] = [at(index - 30), at(index - 29), at(index - 4), at(index - 3)];
      const early = high(eh, el, 1) ^ high(eh, el, 8) ^ (eh >>> 7);
      const earlyLow = high(el, eh, 1) ^ high(el, eh, 8) ^ ((el >>> 7) | (eh << 25));
      const late = high(lh, ll, 19) ^ high(ll, lh, 29) ^ (lh >>> 6);
      const lateLow = high(ll, lh, 19) ^ high(lh, ll, 29) ^ ((ll >>> 6) | (lh << 26));
      const low = (at(index - 31) >>> 0) + (earlyLow >>> 0) + (at(index - 13) >>> 0) + (lateLow >>> 0);
      words[index] = at(index - 32) + early + at(index - 14) + late + carry(low);
      words[index + 1] = low;
    }
    const s = Int32Array.from(state);
    const of = (index: number): number => s[index] ?? 0;
    for (let index = 0; index < 80; index++) {
      const [ah, al, eh, el] = [of(0), of(1), of(8), of(9)];
      const sum = high(eh, el, 14) ^ high(eh, el, 18) ^ high(el, eh, 9);
      const sumLow = high(el, eh, 14) ^ high(el, eh, 18) ^ high(eh, el, 9);
      const choice = (eh & of(10)) ^ (~eh & of(12));
      const choiceLow = (el & of(11)) ^ (~el & of(13));
      const low = (of(15) >>> 0) + (sumLow >>> 0) + (choiceLow >>> 0) + ((lows[index] ?? 0) >>> 0) + (at(2 * index + 1) >>> 0);
      const one = (of(14) + sum + choice + (highs[index] ?? 0) + at(2 * index) + carry(low)) | 0;
      const mix = high(ah, al, 28) ^ high(al, ah, 2) ^ high(al, ah, 7);
      const mixLow = high(al, ah, 28) ^ high(ah, al, 2) ^ high(ah, al, 7);
      const most = (ah & of(2)) ^ (ah & of(4)) ^ (of(2) & of(4));
      const mostLow = (al & of(3)) ^ (al & of(5)) ^ (of(3) & of(5));
      const lowTwo = (mixLow >>> 0) + (mostLow >>> 0);
      const two = (mix + most + carry(lowTwo)) | 0;
      const lowD = (of(7) >>> 0) + ((low | 0) >>> 0);
      const lowA = ((low | 0) >>> 0) + ((lowTwo | 0) >>> 0);
      const highD = of(6) + one + carry(lowD);
      s.copyWithin(2, 0, 14);
      s[0] = one + two + carry(lowA);
      s[1] = lowA;
      s[8] = highD;
      s[9] = lowD;
    }
    for (let index = 0; index < 16; index += 2) {
      const low = ((state[index + 1] ?? 0) >>> 0) + (of(index + 1) >>> 0);
      state[index] = (state[index] ?? 0) + of(index) + carry(low);
      state[index + 1] = low;
    }
  }
  const out = new DataView(new ArrayBuffer(64));
  for (const [index, word] of state.entries()) out.setInt32(4 * index, word);
  return new Uint8Array(out.buffer);
}

function turn(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}

/** The half that stands first, of a word turned to the right. */
function high(first: number, second: number, by: number): number {
  return (first >>> by) | (second << (32 - by));
}

function carry(sum: number): number {
  return Math.floor(sum / 2 ** 32);
}

/** Closed with a bit, zeros and its length in bits, to whole blocks. */
function padded(data: Uint8Array, block: number): DataView {
  const out = new Uint8Array(Math.ceil((data.length + 1 + block / 8) / block) * block);
  out.set(data);
  out[data.length] = 0x80;
  const view = new DataView(out.buffer);
  view.setUint32(out.length - 4, (data.length * 8) >>> 0);
  view.setUint32(out.length - 8, Math.floor((data.length * 8) / 2 ** 32));
  return view;
}

/** The first 64 bits behind the point of a root. */
function fraction(prime: number, power: 2 | 3): bigint {
  const whole = BigInt(prime) << BigInt(64 * power);
  let [low, above] = [0n, 1n << 70n];
  while (above - low > 1n) {
    const middle = (low + above) >> 1n;
    if (middle ** BigInt(power) <= whole) low = middle;
    else above = middle;
  }
  return low & 0xffffffffffffffffn;
}

interface Tables {
  /** Of the square roots of the first primes: with these begins the state. */
  readonly initial: readonly bigint[];
  /** Of the cube roots: the high halves are those of SHA-256, both together those of SHA-512. */
  readonly highs: Int32Array;
  readonly lows: Int32Array;
}

/** Made when the first password asks for them. */
let made: Tables | undefined;

function tables(): Tables {
  made ??= makeTables();
  return made;
}

function makeTables(): Tables {
  const primes: number[] = [];
  for (let number = 2; primes.length < 80; number++) if (primes.every((prime) => number % prime !== 0)) primes.push(number);
  const cubes = primes.map((prime) => fraction(prime, 3));
  return {
    initial: primes.slice(0, 8).map((prime) => fraction(prime, 2)),
    highs: Int32Array.from(cubes, (word) => Number(word >> 32n) | 0),
    lows: Int32Array.from(cubes, (word) => Number(word & 0xffffffffn) | 0),
  };
}
