/** Bytes as they come, given on line by line. */

export interface LineBuffer {
  /** Gives each line that is complete now, without its end. */
  readonly add: (bytes: Buffer) => void;
  /** What came of an unfinished line is forgotten. */
  readonly clear: () => void;
}

/** A line longer than `longest` bytes is left out. */
export function lineBuffer(heard: (line: string) => void, longest = 64 * 1024): LineBuffer {
  let rest: readonly Buffer[] = [];
  let length = 0;
  let skips = false;
  const clear = (): void => {
    [rest, length, skips] = [[], 0, false];
  };
  return {
    clear,
    add(bytes) {
      let from = 0;
      for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, from)) {
        const line = Buffer.concat([...rest, bytes.subarray(from, end)])
          .toString()
          .replace(/\r$/, '');
        if (!skips && length + end - from <= longest) heard(line);
        clear();
        from = end + 1;
      }
      if (from === bytes.length) return;
      length += bytes.length - from;
      if (length > longest) [rest, skips] = [[], true];
      else rest = [...rest, bytes.subarray(from)];
    },
  };
}
