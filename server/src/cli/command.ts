/** Which command was asked for. */
import { productVersion } from '../features/product.ts';
import { check } from './check.ts';
import { echo, untilInterrupted } from './echo.ts';
import { explain } from './explain.ts';
import { format } from './format.ts';
import type { Output } from './output.ts';
import { probe } from './probe.ts';
import { Refusal } from './refusal.ts';
import { simulate } from './simulate.ts';
import { isCommand, usage, usageOf } from './usage.ts';

/** The exit code; `undefined` where what was started goes on. */
export async function runCommand(args: readonly string[], output: Output): Promise<number | undefined> {
  const [command, ...rest] = args;
  try {
    if (command === '--version') output.write(`${productVersion}\n`);
    else if (command === '--help' || command === '-h') output.write(usage);
    else if (isCommand(command) && asksHelp(rest)) output.write(usageOf(command));
    else if (command === 'check') return await check(rest, output);
    else if (command === 'simulate') return await simulate(rest, output);
    else if (command === 'probe') return await probe(rest, output);
    else if (command === 'echo') return await echo(rest, output, untilInterrupted());
    else if (command === 'format') return await format(rest, output);
    else if (command === 'lsp') {
      await import(new URL('./server.js', import.meta.url).href);
      return undefined;
    } else if (command === 'explain') return explain(rest, output);
    else
      throw new Refusal(
        `${command === undefined ? 'Say what to do' : `${command} is no command`}: check, simulate, probe, echo, format, explain or lsp (--help shows how)`,
      );
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    for (const sentence of error.sentences) output.note(sentence);
    return 2;
  }
}

/** Behind `--` is a name. */
function asksHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((it) => it === '--help' || it === '-h');
}
