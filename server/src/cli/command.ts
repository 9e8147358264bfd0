/** Which command was asked for; only that one is loaded. */
import { productVersion } from '../features/product.ts';
import type { Output } from './output.ts';
import { Refusal } from './refusal.ts';
import { isCommand, usage, usageOf } from './usage.ts';

/** The exit code; `undefined` where what was started goes on. */
export async function runCommand(args: readonly string[], output: Output): Promise<number | undefined> {
  const [command, ...rest] = args;
  try {
    if (command === '--version') output.write(`${productVersion}\n`);
    else if (command === '--help' || command === '-h') output.write(usage);
    else if (isCommand(command) && asksHelp(rest)) output.write(usageOf(command));
    else if (command === 'check') return await (await import('./check.ts')).check(rest, output);
    else if (command === 'simulate') return await (await import('./simulate.ts')).simulate(rest, output);
    else if (command === 'probe') return await (await import('./probe.ts')).probe(rest, output);
    else if (command === 'echo') {
      const { echo, untilInterrupted } = await import('./echo.ts');
      return await echo(rest, output, untilInterrupted());
    } else if (command === 'format') return await (await import('./format.ts')).format(rest, output);
    else if (command === 'lsp') {
      await import(new URL('./server.js', import.meta.url).href);
      return undefined;
    } else if (command === 'explain') return (await import('./explain.ts')).explain(rest, output);
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
