/** A line of the error log (ngx_log_error_core, ngx_http_log_error_handler). */

export interface ErrorLine {
  /** `2026/11/27 06:36:00`, the machine's own time. */
  readonly time: string;
  readonly level: string;
  readonly pid: number;
  /** The same as `$connection` in an access log. */
  readonly connection: number | undefined;
  /** What happened, without what follows it. */
  readonly message: string;
  readonly client: string | undefined;
  readonly server: string | undefined;
  /** The request line. */
  readonly request: string | undefined;
  readonly upstream: string | undefined;
  readonly host: string | undefined;
}

/** `undefined` for lines that nginx did not write so. What a client sent stands in quotes at the end, and is not trusted to end there. */
export function readErrorLine(line: string): ErrorLine | undefined {
  const head = /^(\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d) \[([a-z]+)\] (\d+)#\d+: (?:\*(\d+) )?/.exec(line);
  if (head === null) return undefined;
  const [start, time = '', level = '', pid = '', connection] = head;
  const rest = line.slice(start.length, longest);
  // The message may quote what a client sent; what nginx adds itself begins with the last `client:` in front of `server:`.
  const at = clientAt(rest);
  const tail = at === -1 ? '' : rest.slice(at);
  return {
    time,
    level,
    pid: Number(pid),
    connection: connection === undefined ? undefined : Number(connection),
    message: at === -1 ? rest : rest.slice(0, at),
    client: field(tail, ', client: '),
    server: field(tail, ', server: '),
    request: quoted(tail, ', request: "'),
    upstream: quoted(tail, ', upstream: "'),
    host: quoted(tail, ', host: "'),
  };
}

/** In UTF-16 units; nginx writes no longer line (NGX_MAX_ERROR_STR). */
const longest = 4096;

function clientAt(text: string): number {
  let found = -1;
  for (let at = text.indexOf(', client: '); at >= 0; at = text.indexOf(', client: ', at + 1)) {
    if (/^, client: (?:[\da-fA-F.:]+|unix:), server: /.test(text.slice(at, at + 80))) return at;
    if (found === -1) found = at;
  }
  return found;
}

function field(text: string, name: string): string | undefined {
  const at = text.indexOf(name);
  if (at === -1) return undefined;
  const from = at + name.length;
  const end = text.indexOf(', ', from);
  return text.slice(from, end === -1 ? undefined : end);
}

function quoted(text: string, name: string): string | undefined {
  const at = text.indexOf(name);
  if (at === -1) return undefined;
  const from = at + name.length;
  const end = text.indexOf('"', from);
  return end === -1 ? text.slice(from) : text.slice(from, end);
}
