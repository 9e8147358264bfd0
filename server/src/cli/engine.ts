/** How the JavaScript engine works for a command: a process that lives for a second is not worth much compiling. */
import { setFlagsFromString } from 'node:v8';

/**
 * Optimises only what runs very often (the default asks for a tenth of that): measured over configurations of 1,000 to 100,000
 * lines, most of what is optimised earlier does not run long enough to pay for it. Node 20's engine alone knows the setting: later
 * ones print that they do not.
 */
export function compileLate(): void {
  if (process.versions.v8.startsWith('11.')) setFlagsFromString('--interrupt-budget=1500000');
}
