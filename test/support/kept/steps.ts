/** What happens to a workspace: what people type, what programs do to files, what the settings say. */

/** Files are named from the top folder that holds the workspace folders: `one/nginx.conf`. What cannot be done is left out. */
export type Step =
  | { readonly do: 'type'; readonly file: string; readonly at: number; readonly remove: number; readonly text: string }
  /** In the open document, or in the file on disk where it is not open. A `line` counts round the lines that there are. */
  | { readonly do: 'lines'; readonly file: string; readonly line: number; readonly remove: number; readonly text: string }
  | { readonly do: 'replace'; readonly file: string; readonly from: string; readonly to: string }
  | { readonly do: 'open' | 'close' | 'save' | 'delete'; readonly file: string }
  | { readonly do: 'write'; readonly file: string; readonly text: string }
  | { readonly do: 'rename'; readonly file: string; readonly to: string }
  /** Makes a symbolic link, with a relative target. */
  | { readonly do: 'link'; readonly file: string; readonly to: string }
  | { readonly do: 'settings'; readonly folder: string; readonly value: Readonly<Record<string, unknown>> }
  /** Which folders the workspace has now. */
  | { readonly do: 'folders'; readonly names: readonly string[] }
  /** The server is asked for everything, and the answers are compared. */
  | { readonly do: 'ask' };

/** One step on a line, as it is written in a test. */
export function drawStep(step: Step): string {
  const parts = Object.entries(step).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  return `{ ${parts.join(', ')} },`;
}

export interface Failure {
  /** Up to the one that failed. */
  readonly steps: readonly Step[];
  readonly difference: string;
}

/** Leaves out steps as long as what is left still fails, for so many milliseconds. */
export async function shrink(
  failure: Failure,
  time: number,
  run: (steps: readonly Step[]) => Failure | undefined | Promise<Failure | undefined>,
): Promise<Failure> {
  const end = performance.now() + time;
  let best = failure;
  for (let size = best.steps.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at + size <= best.steps.length;) {
      if (performance.now() > end) return best;
      const smaller = await run(best.steps.toSpliced(at, size));
      if (smaller === undefined) at += size;
      else best = smaller;
    }
  }
  return best;
}

/** For a person who has to find out why. */
export function drawFailure(name: string, { steps, difference }: Failure): string {
  return [`${name}: what is kept is not what is fresh.`, ...steps.map(drawStep), difference].join('\n');
}
