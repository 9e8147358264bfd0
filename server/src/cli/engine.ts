/** How the JavaScript engine works for a command: a process that lives for a second is not worth much compiling. */
import { setFlagsFromString } from 'node:v8';

/**
 * Optimises only what runs very often (the default asks for a tenth of that): measured over configurations of 1,000 to 100,000
 * lines, most of what is optimised earlier does not run long enough to pay for it. Says nothing to engines that may not
 * know the setting.
 */
export function compileLate(): void {
  if (/^1[123]\./.test(process.versions.v8)) setFlagsFromString('--interrupt-budget=1500000');
}
