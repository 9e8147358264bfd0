/** What the logs say of handshakes, as a page of the panel. */
import { stopWatchCommand } from '../../../protocol/watch.ts';
import type { PanelLine, PanelPage, PanelSection } from '../../../protocol/panel.ts';
import { wholeOf } from '../config/anchor.ts';
import type { Anchor } from '../config/model.ts';
import { beside, code, links, plain, words, type PagePlaces } from '../features/panel/spans.ts';
import { nameOf } from '../handshake/routing/locate.ts';
import type { Taken } from './taken.ts';
import type { ErrorLine } from './error-line.ts';
import { whatEnded } from './lifetimes.ts';
import type { Failures, Lives, Tally } from './tally.ts';
import { timeoutsOf, type Timeout } from './timeouts.ts';

/** A sentence about a log, and the line of the configuration that it is about. */
export interface Told {
  readonly text: string;
  readonly at: Anchor | undefined;
}

export interface Watched {
  readonly running: boolean;
  /** Which logs are followed, and which are not. */
  readonly logs: readonly Told[];
  readonly tally: Tally;
  /** Requests that were read, of whatever kind. */
  readonly read: number;
}

export function watchPage({ running, logs, tally, read }: Watched, places: PagePlaces): PanelPage {
  const { failures, lives } = tally;
  const failed = failures.reduce((sum, { count }) => sum + count, 0);
  const opened = lives.reduce((sum, { count }) => sum + count, 0);
  const first: PanelSection = {
    heading: '',
    tone: 'plain',
    lines: [
      [
        plain(
          `${many(read, 'request')} read since the start: ${many(failed, 'handshake')} without a WebSocket, ${many(opened, 'WebSocket')} ended.`,
        ),
      ],
      ...logs.map(({ text, at }) => beside(words(text), links(at === undefined ? [] : [places.ofAnchor(at)]))),
    ],
  };
  return {
    title: running ? 'Watching handshakes' : 'Handshakes (not watched any more)',
    sections: [first, ...failures.map((it) => failureSection(it, places)), ...lives.map((it) => livesSection(it, places))],
    actions: running ? [{ title: 'Stop watching', command: stopWatchCommand, arguments: [] }] : [],
  };
}

function failureSection(
  { takers, status, count, certain, shortest, longest, last, errors }: Failures,
  places: PagePlaces,
): PanelSection {
  const time = shortest === undefined || longest === undefined ? '' : `, ${spanOf(shortest, longest)}`;
  const doubt =
    certain === count
      ? []
      : [
          words(
            `${certain === 0 ? 'Whether these' : `${certain} of them surely ${certain === 1 ? 'was a handshake' : 'were handshakes'}; whether the others`} were handshakes, the log does not say: \`$http_upgrade\` in its format would`,
          ),
        ];
  return {
    heading: `${count} × ${status} at ${takerNames(takers)}${time}`,
    tone: certain > 0 ? 'bad' : 'doubt',
    lines: [
      beside([plain('The last: '), code(`${last.method} ${last.target}`)], takerLinks(takers, places)),
      ...several(takers),
      ...errorLines(errors),
      ...doubt,
    ],
  };
}

function livesSection({ takers, count, seconds, timeouts, errors }: Lives, places: PagePlaces): PanelSection {
  const found = whatEnded(timeouts, seconds);
  const most = found[0];
  const heading = `${many(count, 'WebSocket')} ended at ${takerNames(takers)}`;
  const range =
    seconds.length === 0 ? [] : [words(`They lived ${spanOf(Math.min(...seconds), Math.max(...seconds)).replace(/^in /, '')}`)];
  return {
    heading: most === undefined ? heading : `${heading}, ${most.count} after exactly ${most.seconds} s`,
    tone: most === undefined ? 'good' : 'doubt',
    lines: [
      ...found.map(({ count: same, seconds: whole, timeout }) =>
        timeout === undefined
          ? words(
              `${same} ended after exactly ${whole} s, which is no time-out of this location: the backend, or what stands in front, ends them`,
            )
          : endedBy(`${same} ended after exactly ${whole} s`, timeout, takers, places),
      ),
      ...(seconds.length === 0
        ? [words('How long they lived, the log does not say: `$request_time` in its format would')]
        : range),
      beside([plain('Taken by '), code(takerNames(takers))], takerLinks(takers, places)),
      ...several(takers),
      ...errorLines(errors),
    ],
  };
}

/** A line that was edited since is not what nginx went by. */
function endedBy(what: string, timeout: Timeout, takers: readonly Taken[], places: PagePlaces): PanelLine {
  const now = takers.flatMap(timeoutsOf).filter(({ directive }) => directive === timeout.directive);
  const standing = now.find(({ seconds }) => seconds === timeout.seconds);
  const at = (standing ?? now[0])?.at;
  const why =
    standing === undefined
      ? `\`${timeout.directive}\` ended what was silent so long; the file says something else by now`
      : `\`${timeout.directive}\` ends what is silent so long${at === undefined ? ", and no line sets it: it is nginx's default" : ''}`;
  return beside(words(`${what}: ${why}`), links(at === undefined ? [] : [places.ofAnchor(at)]));
}

function several(takers: readonly Taken[]): readonly PanelLine[] {
  return takers.length < 2
    ? []
    : [words('Which of these took them, the log does not say: `$host` and `$server_port` in its format would')];
}

function errorLines(errors: readonly ErrorLine[]): readonly PanelLine[] {
  return errors.map(({ time, level, message, upstream }) => [
    plain(`${time} ${level}: `),
    code(`${message}${upstream === undefined ? '' : `, upstream: ${upstream}`}`),
  ]);
}

function takerNames(takers: readonly Taken[]): string {
  if (takers.length === 0) return 'no location of this configuration';
  const names = takers.map(({ location }) => (location === undefined ? 'no location' : `location ${nameOf(location)}`));
  return [...new Set(names)].join(' or ');
}

function takerLinks(takers: readonly Taken[], places: PagePlaces): PanelLine {
  const placed = takers.flatMap(({ location, server }) => (location ?? server).at ?? []);
  return links(placed.map((it) => places.ofAnchor(wholeOf(it))));
}

function spanOf(shortest: number, longest: number): string {
  const [least, most] = [shortest.toFixed(shortest < 10 ? 3 : 1), longest.toFixed(longest < 10 ? 3 : 1)];
  return least === most ? `in ${least} s` : `in ${least} to ${most} s`;
}

function many(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
