/** `echo`: a backend on loopback that prints what reaches it, and sets that beside the simulation. */
import { styleText } from 'node:util';
import { compareArrived } from '../echo/compare.ts';
import { startEcho, type EchoListener, type EchoRequest } from '../echo/server.ts';
import { tellComparison, type ToldComparison } from '../echo/words.ts';
import { placeIn } from '../echo/places.ts';
import type { Workspace } from '../config/workspace.ts';
import { nodeWorld, type CheckWorld } from './judging.ts';
import { commonOptions, readArguments } from './options.ts';
import type { Output } from './output.ts';
import { Refusal } from './refusal.ts';
import { openMain, type Simulating } from './simulating.ts';
import { lines, printable, shownPath } from './terminal.ts';

const options = {
  'nginx-version': commonOptions['nginx-version'],
  prefix: commonOptions.prefix,
  map: commonOptions.map,
  directive: commonOptions.directive,
  port: { type: 'string', default: '3000' },
  status: { type: 'string' },
  close: { type: 'string' },
  strict: { type: 'boolean', default: false },
  origin: { type: 'string' },
  config: { type: 'string' },
} as const;

/** Ends with 0 when `until` is resolved. Refuses bad usage, and a port that is not free. */
export async function echo(
  args: readonly string[],
  output: Output,
  until: Promise<unknown>,
  world: CheckWorld = nodeWorld,
): Promise<number> {
  const { values, positionals } = readArguments({ args: [...args], allowPositionals: true, options });
  if (positionals.length > 0) throw new Refusal('echo takes no file: --config FILE says what to compare with (--help shows how)');
  const asked = readManner(values);
  const { config } = values;
  const compare = config === undefined ? undefined : await comparing({ path: config, values }, output, world);
  let { port } = asked;
  let queue = Promise.resolve();
  const print = (text: string): void => {
    output.write(lines(`${text}\n`));
  };
  const listener = printing(print, output, (request) => compare?.(request, port));
  const running = await startEcho(asked, {
    arrived: (request) => {
      queue = queue.then(() => listener.arrived(request));
    },
    other: (what) => {
      queue = queue.then(() => {
        listener.other(what);
      });
    },
    ended: (...how) => {
      queue = queue.then(() => {
        listener.ended(...how);
      });
    },
  });
  if ('refusal' in running) throw new Refusal(running.refusal);
  port = running.port;
  print(`Listening on 127.0.0.1 port ${running.port}, for this machine only. Ctrl-C ends it.`);
  await until;
  await running.stop();
  await queue;
  return 0;
}

/** Resolves at the first Ctrl-C, and where the process is asked to end. */
export function untilInterrupted(): Promise<unknown> {
  return new Promise((resolve) => {
    process.once('SIGINT', resolve).once('SIGTERM', resolve);
  });
}

interface Printing extends Omit<EchoListener, 'arrived'> {
  readonly arrived: (request: EchoRequest) => Promise<void>;
}

function printing(
  print: (text: string) => void,
  { colour }: Pick<Output, 'colour'>,
  compare: (request: EchoRequest) => Promise<Beside> | undefined,
): Printing {
  const paint = (how: Parameters<typeof styleText>[0], text: string): string => (colour ? styleText(how, text) : text);
  return {
    async arrived(request) {
      const { number, head, answer } = request;
      const beside = await compare(request);
      const told = answer.complaints.filter(({ what }) => what !== answer.why);
      print(
        [
          '',
          `${paint('bold', `#${number}`)} ${paint(answer.status < 300 ? 'green' : 'red', String(answer.status))}: ${printable(answer.why)}`,
          ...head
            .trimEnd()
            .split('\n')
            .map((line) => `  ${printable(line)}`),
          ...told.map(({ what }) => `  A strict server refuses it: ${printable(what)}.`),
          ...(beside === undefined ? [] : besideLines(beside, paint)),
        ].join('\n'),
      );
    },
    other(what) {
      print(`\n${printable(what)}.`);
    },
    ended(number, after, code, by) {
      print(
        `${paint('bold', `#${number}`)} the WebSocket was closed after ${after.toFixed(1)} s by ${by === 'backend' ? 'this backend' : 'nginx'} (${code})`,
      );
    },
  };
}

type Beside = { readonly complaint: string } | { readonly told: ToldComparison; readonly workspace: Workspace };

const tones = { good: 'green', bad: 'red', doubt: 'yellow' } as const;

function besideLines(beside: Beside, paint: (how: Parameters<typeof styleText>[0], text: string) => string): readonly string[] {
  if ('complaint' in beside) return [`  Not compared: ${printable(beside.complaint)}`];
  const { told, workspace } = beside;
  const places = (line: ToldComparison['lines'][number]): string =>
    line.places
      .map((at) => placeIn(workspace, at))
      .map(({ path, line: number }) => `${shownPath(path)}:${number}`)
      .join(', ');
  return [
    `  ${paint([tones[told.tone], 'bold'], told.headline)}`,
    ...told.lines.map((line) => {
      const where = places(line);
      return `    ${printable(line.text)}${where === '' ? '' : `  ${paint('dim', where)}`}`;
    }),
  ];
}

/** Reads the configuration anew for each request: it may have been edited in between. Refuses one that cannot be read now. */
async function comparing(
  simulating: Pick<Simulating, 'path' | 'values'>,
  output: Output,
  world: CheckWorld,
): Promise<(request: EchoRequest, port: number) => Promise<Beside>> {
  const parser = world.loadParser();
  const kept = { ...world, loadParser: () => parser };
  const first = await openMain(simulating, output, kept);
  if (first === undefined) throw new Refusal(`${simulating.path}: cannot be read as a configuration`);
  const silent = { ...output, note: () => undefined };
  return async ({ request }, port) => {
    try {
      const opened = await openMain(simulating, silent, kept);
      if (opened === undefined) return { complaint: `${simulating.path} cannot be read any more` };
      const { read: config, workspace, range } = opened;
      const versions = range.nginxUpTo === undefined ? [range.nginx] : [range.nginxUpTo, range.nginx];
      return { told: tellComparison(compareArrived(request, port, { config, workspace, versions }), port), workspace };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      return { complaint: error.sentences.join(' ') };
    }
  };
}

interface MannerValues {
  readonly port: string;
  readonly status?: string | undefined;
  readonly close?: string | undefined;
  readonly strict: boolean;
  readonly origin?: string | undefined;
}

function readManner({ port, status, close, strict, origin }: MannerValues): Parameters<typeof startEcho>[0] {
  if (status !== undefined && close !== undefined) throw new Refusal('--status and --close exclude each other');
  return {
    port: readNumber('port', port, 0, 65_535, 'port'),
    status: status === undefined ? undefined : readNumber('status', status, 200, 599, 'status such as 403'),
    closeAfter: close === undefined ? undefined : readSeconds(close),
    strict,
    origin,
  };
}

function readNumber(option: string, text: string, least: number, most: number, what: string): number {
  const number = /^\d+$/.test(text) ? Number(text) : NaN;
  if (!(number >= least && number <= most)) throw new Refusal(`--${option}: ${text} is no ${what}`);
  return number;
}

function readSeconds(text: string): number {
  const seconds = Number(text);
  if (text.trim() === '' || !(seconds >= 0 && seconds <= 86_400)) throw new Refusal(`--close: ${text} is no number of seconds`);
  return seconds;
}
