/** How the JavaScript engine works; to be said before the first function is optimised. */
import { setFlagsFromString } from 'node:v8';

/**
 * A function is optimised when it has run `times` as long as by default: in the first second of a process the compiler, which works
 * beside, takes the processors from it. V8 counts bytes of code up to release 11 (Node 20), invocations from 12 on
 * (execution/tiering-manager); of releases after 14 (Node 26) nothing is known.
 */
export function optimiseLater(times: number): void {
  const release = Number.parseInt(process.versions.v8, 10);
  if (release === 11) setFlagsFromString(`--interrupt-budget=${String(67584 * times)}`);
  else if (release >= 12 && release <= 14) setFlagsFromString(`--invocation-count-for-turbofan=${String(3000 * times)}`);
}

/**
 * Each function is optimised by itself, without those that it calls: for a process that lives for a second, optimised code that is there
 * sooner is worth more than what becomes faster by inlining, and the compiler has half as much to do.
 */
export function optimiseSmall(): void {
  setFlagsFromString('--no-turbo-inlining');
}

/**
 * Garbage is collected when there is half as much of it as of what is in use. The default waits for twice and more: beside a text of
 * 100,000 lines a process of 450 MB instead of 260 (heap/memory-controller, `GrowingFactor`; the engines of Node 20 to 26 know it).
 */
export function collectOften(): void {
  setFlagsFromString('--heap-growing-percent=50');
}
