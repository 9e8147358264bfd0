/** Makes a configuration on which nginx and the simulation disagree as small as it can be. */
import type { GeneratedConfig } from './config.ts';

/** `stillDiffers` is asked about ever smaller configurations; it may take its time. */
export async function shrink(
  generated: GeneratedConfig,
  stillDiffers: (smaller: GeneratedConfig) => Promise<boolean>,
): Promise<GeneratedConfig> {
  let best = generated;
  for (const request of generated.requests) {
    const one = { ...best, requests: [request] };
    if (await stillDiffers(one)) {
      best = one;
      break;
    }
  }
  for (let smaller = true; smaller;) {
    smaller = false;
    const lines = best.config.split('\n');
    for (let index = 0; index < lines.length; index++) {
      const end = endOfStatement(lines, index);
      if (end === undefined) continue;
      const without = { ...best, config: [...lines.slice(0, index), ...lines.slice(end)].join('\n') };
      if (!(await stillDiffers(without))) continue;
      best = without;
      lines.splice(index, end - index);
      index--;
      smaller = true;
    }
  }
  return best;
}

/** Behind the last line of the statement that begins on this one; `undefined` where none does, or where it holds all. */
function endOfStatement(lines: readonly string[], start: number): number | undefined {
  const line = lines[start]?.trim() ?? '';
  if (line === '' || line === '}' || line === 'http {' || line.startsWith('listen') || line.startsWith('add_header'))
    return undefined;
  let depth = 0;
  for (let index = start; index < lines.length; index++) {
    const text = lines[index]?.trim() ?? '';
    if (text.endsWith('{')) depth++;
    if (text === '}') depth--;
    if (depth <= 0) return index + 1;
  }
  return undefined;
}
