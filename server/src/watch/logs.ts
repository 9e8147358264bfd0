/** Which logs the configuration writes, of which of its servers and locations, and which of them nobody can follow. */
import { wholeOf } from '../config/anchor.ts';
import { effective, unseenFor } from '../config/inherit.ts';
import type { Anchor, Config, Level, Location, Placed, Server } from '../config/model.ts';
import { allLocations, passOf } from '../handshake/routing/proxy-targets.ts';
import { combined, formatsOf, type LogFormat } from './log-format.ts';

export interface NamedLog {
  readonly kind: 'access' | 'error';
  /** As the configuration names it; relative ones count from nginx's prefix. */
  readonly path: string;
  /** `undefined` where no line names it. */
  readonly at: Anchor | undefined;
  /** Of an access log; several where lines name the same file with different formats. */
  readonly formats: readonly LogFormat[];
  readonly servers: readonly Server[];
  /** Whose requests it gets; `undefined` for those that no location takes. */
  readonly writers: readonly (Location | undefined)[];
}

/** A sentence about what is not followed, and the line that it is about. */
export interface LogRemark {
  readonly text: string;
  readonly at: Anchor | undefined;
}

export interface Logs {
  readonly logs: readonly NamedLog[];
  readonly remarks: readonly LogRemark[];
}

/** The logs of a configuration that names none, as nginx was built; relative ones count from its prefix. */
export interface BuiltLogs {
  readonly access?: string | undefined;
  readonly error?: string | undefined;
}

/** Of servers with their locations, the `if` blocks in them too; each file once. Never throws. */
export function logsOf(config: Config, built: BuiltLogs = {}): Logs {
  const formats = formatsOf(config);
  const logs = new Map<string, Building>();
  const remarks = new Map<unknown, LogRemark>();
  const remark = (text: string, at: Anchor | undefined): void => {
    remarks.set(at?.directive ?? text, { text, at });
  };
  for (const server of config.http?.servers ?? []) {
    for (const { level, location } of levelsOf(server)) {
      for (const kind of ['access', 'error'] as const) {
        const name = `${kind}_log`;
        let isFirst = true;
        const lines = linesFor(config, level, name);
        const add = (log: Described): void => {
          const key = `${kind} ${log.path}`;
          const known = logs.get(key) ?? { ...log, formats: new Set(), servers: new Set(), writers: new Set() };
          logs.set(key, known);
          for (const format of log.formats) known.formats.add(format);
          known.servers.add(server);
          known.writers.add(location);
        };
        for (const placed of lines) {
          const log = readLog(kind, placed, formats);
          if (log === undefined) {
            if (passOf(level) !== undefined) remark('`access_log off`: no request to what stands here is seen', wholeOf(placed));
            continue;
          }
          if (typeof log === 'string') {
            remark(log, wholeOf(placed));
            continue;
          }
          // A request that is written into several logs is read in one.
          if (isFirst) add(log);
          isFirst = false;
        }
        const hidden = unseenFor(level, name)[0];
        if (hidden !== undefined) remark(`${hidden.what} may name further logs`, undefined);
        const usual = built[kind];
        if (lines.length === 0 && usual !== undefined) add(builtIn(kind, usual));
        else if (lines.length === 0)
          remark(`No line names the ${kind} log: it is where nginx was built to write it (\`nginx -V\`)`, undefined);
      }
    }
  }
  return {
    logs: [...logs.values()].map((it) => ({
      ...it,
      formats: [...it.formats],
      servers: [...it.servers],
      writers: [...it.writers],
    })),
    remarks: [...remarks.values()],
  };
}

/** An `error_log` holds from the top of the file on. */
function linesFor({ directives }: Config, level: Level, name: string): readonly Placed[] {
  const own = effective(level, name);
  return own.length > 0 || name !== 'error_log' ? own : directives.filter(({ directive }) => directive.name.text === name);
}

interface Building extends Omit<NamedLog, 'formats' | 'servers' | 'writers'> {
  readonly formats: Set<LogFormat>;
  readonly servers: Set<Server>;
  readonly writers: Set<Location | undefined>;
}

function levelsOf(server: Server): readonly { readonly level: Level; readonly location: Location | undefined }[] {
  const locations = allLocations(server.locations.all());
  return [
    { level: server.level, location: undefined },
    ...locations.flatMap((location) => [location, ...location.ifs].map(({ level }) => ({ level, location }))),
  ];
}

type Described = Pick<NamedLog, 'kind' | 'path' | 'at' | 'formats'>;

function builtIn(kind: NamedLog['kind'], path: string): Described {
  return { kind, path, at: undefined, formats: kind === 'access' ? [combined] : [] };
}

/** `undefined` for `off`; a sentence for what cannot be followed. */
function readLog(
  kind: NamedLog['kind'],
  placed: Placed,
  formats: ReadonlyMap<string, LogFormat>,
): Described | string | undefined {
  const [first, ...more] = placed.directive.args;
  const path = first?.text ?? '';
  if (path === '' || (kind === 'access' && path === 'off')) return undefined;
  const at = wholeOf(placed);
  if (path.startsWith('syslog:')) return `The ${kind} log goes to syslog, which is not followed`;
  if (path.startsWith('memory:')) return 'The error log goes to memory, which is not followed';
  if (first?.placeholder === true || path.includes('$'))
    return `The name of the ${kind} log \`${path}\` depends on each request: it is not followed`;
  if (kind === 'error') return { kind, path: path === 'stderr' ? '/dev/stderr' : path, at, formats: [] };
  const named = more.find(({ text }) => !/^(?:buffer|gzip|flush|if)(?:=|$)/.test(text))?.text;
  const format = named === undefined ? combined : formats.get(named);
  return format === undefined ? `The log format \`${named ?? ''}\` is not known here` : { kind, path, at, formats: [format] };
}
