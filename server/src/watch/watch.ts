/** Follows the logs of a configuration, and counts what they say of handshakes. */
import type { Analysis } from '../analysis/analyze.ts';
import type { Config } from '../config/model.ts';
import { derived } from '../query/derived.ts';
import { run as runProgram } from '../target/run.ts';
import type { Target } from '../target/model.ts';
import { createAttribution, type Attribution } from './attribute.ts';
import { createErrors } from './errors.ts';
import { readErrorLine } from './error-line.ts';
import { followFile, type FileState } from './follow-file.ts';
import { lineBuffer } from './lines-of.ts';
import { loggedRequest, type LoggedRequest } from './logged.ts';
import { logsOf, type BuiltLogs, type NamedLog } from './logs.ts';
import type { Told, Watched } from './page.ts';
import { readLogLine } from './read-line.ts';
import { sourcesOf, sourceWords, type Source } from './sources.ts';
import { counted, movedTo, nothingYet } from './tally.ts';
import { createSuccessors, type Taken } from './taken.ts';

export interface WatchOptions {
  /** What the configuration is at this moment: asked for each line. */
  readonly analysis: () => Analysis;
  readonly target: Target;
  /** Of the nginx that runs there. */
  readonly built: BuiltLogs;
  readonly run: typeof runProgram;
  /** Something is different now. */
  readonly changed: () => void;
}

export interface Watch {
  readonly seen: () => Watched;
  readonly stop: () => Promise<void>;
}

export type StartWatch = typeof startWatch;

/** A sentence where there is nothing to follow. */
export async function startWatch({
  analysis,
  target,
  built,
  run,
  changed,
}: WatchOptions): Promise<Watch | { readonly refusal: string }> {
  const { config } = analysis();
  const { logs, remarks } = logsOf(config, built);
  const ending = new AbortController();
  const sources = await sourcesOf(logs, { target, main: config.main, run, signal: ending.signal });
  const followed = sources.filter(({ kind }) => kind !== 'none');
  if (followed.length === 0) {
    const [first] = sources;
    const why =
      first?.kind === 'none' ? `: ${first.log.path}: ${first.why}` : remarks[0] === undefined ? '' : `: ${remarks[0].text}`;
    return { refusal: `No log of this configuration can be followed${why}.` };
  }

  const states = new Map<Source, string>();
  const errors = createErrors();
  let tally = nothingYet;
  let read = 0;
  const attributionNow = derived(createAttribution);
  const attribution = (): Attribution => attributionNow(analysis());
  /** As the configuration of this moment names it: the objects of servers and locations are others after an edit. */
  const logsNow = derived((own: Config) => logsOf(own, built).logs);
  const successorsNow = derived(createSuccessors);
  const successorOf = (taken: Taken): Taken => successorsNow(analysis().config)(taken);
  const asNow = (log: NamedLog): NamedLog =>
    logsNow(analysis().config).find(({ kind, path }) => kind === log.kind && path === log.path) ?? log;

  const count = (request: LoggedRequest, log: NamedLog, known: readonly Taken[]): void => {
    // Lines of the error log may come a moment later.
    const timer = setTimeout(() => {
      waiting.delete(timer);
      const own = errors.of(request);
      const host = request.host ?? own.find((it) => it.host !== undefined)?.host;
      // The error log names the host where the access log does not.
      const takers = host === request.host ? known : attribution().takersOf({ ...request, host }, log);
      tally = counted(tally, { request, takers, errors: own });
      changed();
    }, together);
    waiting.add(timer);
  };
  const waiting = new Set<NodeJS.Timeout>();
  const hear = (line: string, of: readonly NamedLog[]): void => {
    const error = of.some(({ kind }) => kind === 'error') ? readErrorLine(line) : undefined;
    if (error !== undefined) {
      errors.add(error);
      return;
    }
    for (const log of of.filter(({ kind }) => kind === 'access').map(asNow)) {
      const request = requestIn(line, log);
      if (request === undefined) continue;
      read++;
      changed();
      if (request.handshake === false || request.method !== 'GET') return;
      const takers = attribution().takersOf(request, log);
      if (isOfInterest(request, takers, attribution())) count(request, log, takers);
      return;
    }
  };

  const state = (source: Source, text: string): void => {
    states.set(source, text);
    changed();
  };
  const files = followed.flatMap((source) =>
    source.kind === 'file'
      ? [
          followFile(
            source.path,
            (line) => {
              hear(line, [source.log]);
            },
            (now) => {
              state(source, fileStates[now]);
            },
          ),
        ]
      : [],
  );
  let timer: NodeJS.Timeout | undefined;
  const look = async (): Promise<void> => {
    for (const file of files) await file.look();
    if (!ending.signal.aborted)
      timer = setTimeout(() => {
        looking = look();
      }, every);
  };
  let looking = look();
  const programs = followed.map((source) =>
    source.kind === 'program' ? follow(source, { run, target, signal: ending.signal, hear, state }) : undefined,
  );
  await looking;

  const told = (): readonly Told[] => [
    ...sources.map((source) => ({
      text: `${nameOf(source)}${logIn(source)?.at === undefined ? ' (no line names it)' : ''} ${sourceWords(source)}: ${source.kind === 'none' ? `not followed: ${source.why}` : (states.get(source) ?? 'followed')}`,
      at: logIn(source)?.at,
    })),
    ...remarks,
    ...lackOf(logs),
  ];
  return {
    seen: () => ({ running: !ending.signal.aborted, logs: told(), tally: movedTo(tally, successorOf), read }),
    async stop() {
      ending.abort();
      clearTimeout(timer);
      for (const it of waiting) clearTimeout(it);
      await looking;
      await Promise.all([...files.map((file) => file.close()), ...programs]);
    },
  };
}

/** In ms. */
const every = 250;
const together = 400;

const fileStates: Readonly<Record<FileState, string>> = {
  following: 'followed',
  missing: 'not there yet: it is waited for',
  denied: 'cannot be read by this user: no permission',
  'no-file': 'is no ordinary file, and not followed',
};

function nameOf(source: Source): string {
  const logs = source.kind === 'program' ? source.logs : [source.log];
  return [...new Set(logs.map(({ kind }) => (kind === 'access' ? 'Access log' : 'Error log')))].join(' and ');
}

function logIn(source: Source): NamedLog | undefined {
  return source.kind === 'program' ? source.logs[0] : source.log;
}

/** What formats would have to have for all to be told. */
function lackOf(logs: readonly NamedLog[]): readonly Told[] {
  return logs.flatMap(({ formats, at }) =>
    formats.flatMap(({ name, parts }) => {
      const has = new Set(parts.flatMap((part) => (part.kind === 'variable' ? [part.name] : [])));
      const lacking = ['http_upgrade', 'request_time', 'host', 'connection'].filter((it) => !has.has(it));
      const text = `The format \`${name}\` would tell more with ${lacking.map((it) => `\`$${it}\``).join(', ')}`;
      return lacking.length === 0 ? [] : [{ text, at }];
    }),
  );
}

function requestIn(line: string, { formats }: NamedLog): LoggedRequest | undefined {
  for (const format of formats) {
    const found = readLogLine(line, format);
    const request = found === undefined ? undefined : loggedRequest(found);
    if (request !== undefined) return request;
  }
  return undefined;
}

/** Surely a handshake; or one to a place for WebSockets, unless it may well be a page there. */
function isOfInterest(
  { handshake, status }: LoggedRequest,
  takers: readonly Taken[],
  { isForWebSockets, isRest }: Attribution,
): boolean {
  if (handshake === true) return true;
  const isPage = (status >= 200 && status < 300) || status === 304;
  return takers.some((taken) => isForWebSockets(taken) && !(isPage && isRest(taken)));
}

interface Following {
  readonly run: typeof runProgram;
  readonly target: Target;
  readonly signal: AbortSignal;
  readonly hear: (line: string, of: readonly NamedLog[]) => void;
  readonly state: (source: Source, text: string) => void;
}

async function follow(
  source: Source & { readonly kind: 'program' },
  { run, target, signal, hear, state }: Following,
): Promise<void> {
  let last = '';
  const own = lineBuffer((line) => {
    hear(line, source.logs);
  });
  const other = lineBuffer((line) => {
    if (source.prints) hear(line, source.logs);
    last = line;
  });
  const { ended, code, problem } = await run(source.argv, {
    signal,
    folder: target.folder,
    heard: (text, stream) => {
      (stream === 'stdout' ? own : other).add(Buffer.from(text));
    },
  });
  if (ended === 'cancelled') return;
  const why = ended === 'not-found' ? 'there is no such program' : (problem ?? (last === '' ? `exit code ${code ?? '?'}` : last));
  state(source, `not followed any more: ${why}`);
}
