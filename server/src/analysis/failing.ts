/** What is said of stated URLs that do not get through: by the rule that knows the cause, else by `failing-handshake`. */
import { anchorOf, wholeOf } from '../config/anchor.ts';
import type { Anchor, Config } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { compilePattern } from '../handshake/text/pattern.ts';
import { readUrl } from '../handshake/request/request.ts';
import type { VerdictKind } from '../handshake/model.ts';
import { oldDefaultsText, spansDefaults } from '../handshake/verdict/assumed.ts';
import { nameOfVersion } from '../reference/version.ts';
import type { Problem } from '../validity/problem.ts';
import type { Found } from './ask-rules.ts';
import { treeOf } from './edits.ts';
import type { AbsoluteFinding, Finding, Rule, Severity } from './rule.ts';
import { isServedBy, type StatedOutcome } from './stated.ts';

/** Id of the rule that tells of handshakes whose cause no other rule knows. */
export const failingHandshakeId = 'failing-handshake';

interface Situation {
  readonly config: Config;
  readonly workspace: Workspace;
  /** What nginx refuses. */
  readonly problems: () => readonly Problem[];
  readonly rules: readonly Rule[];
}

/** `found` with what it lacks: causes of stated URLs are errors, and one that nothing in it explains is added. */
export function withStated(
  found: readonly Found[],
  outcomes: readonly StatedOutcome[],
  { config, workspace, problems, rules }: Situation,
): readonly Found[] {
  if (outcomes.length === 0) return found;
  const raised = new Set<Found>();
  const added: Found[] = [];
  const own = rules.find(({ id }) => id === failingHandshakeId);
  const add = (finding: Finding | AbsoluteFinding): void => {
    if (own !== undefined) added.push({ rule: own, finding: { ...finding, stated: true } });
  };
  const [refusal] = problems();
  if (refusal !== undefined) {
    if (!found.some((it) => tellsOf(it, refusal))) add(refusedFinding(refusal, outcomes, config, workspace));
    return [...found, ...added];
  }
  const unexplained: StatedOutcome[] = [];
  for (const outcome of outcomes) {
    if (outcome.simulation.verdict.kind === 'connects') continue;
    const causes = found.filter((it) => explains(it, outcome));
    for (const it of causes) raised.add(it);
    if (causes.length === 0) unexplained.push(outcome);
  }
  for (const [first, ...more] of byPlace(unexplained, config)) {
    const also = more.map(({ url }) => `\`${url}\``).join(', ');
    const message = also === '' ? first.finding.message : `${first.finding.message} The same holds for ${also}.`;
    add({ ...first.finding, message });
  }
  return [...found.map((it) => (raised.has(it) ? asError(it) : it)), ...added];
}

interface Unexplained {
  readonly url: string;
  readonly finding: Finding | AbsoluteFinding;
}

/** One line may stop several of them. */
function byPlace(
  outcomes: readonly StatedOutcome[],
  config: Config,
): readonly (readonly [Unexplained, ...(readonly Unexplained[])])[] {
  const groups = new Map<unknown, [Unexplained, ...Unexplained[]]>();
  for (const outcome of outcomes) {
    const it = { url: outcome.url, finding: findingOf(outcome, config) };
    const place = 'at' in it.finding ? it.finding.at.directive : undefined;
    const known = groups.get(place);
    if (known === undefined) groups.set(place, [it]);
    else known.push(it);
  }
  return [...groups.values()];
}

function asError({ finding, ...found }: Found): Found {
  return { ...found, finding: { ...finding, severity: 'error', stated: true } };
}

/** Does a finding speak of the very line that nginx refuses? */
function tellsOf({ rule, finding }: Found, { at }: Problem): boolean {
  if ((finding.severity ?? rule.severity) !== 'error') return false;
  if ('at' in finding) return finding.at.directive === at?.directive;
  return at === undefined;
}

function explains({ rule, finding, target }: Found, { url, simulation }: StatedOutcome): boolean {
  const { verdict, upstream, location } = simulation;
  if (verdict.kind === 'connects' || rule.explains?.verdicts.includes(verdict.kind) !== true) return false;
  const at = 'at' in finding ? finding.at.directive : undefined;
  if (at !== undefined && verdict.causes.some(({ directive }) => directive === at)) return true;
  if (rule.explains.by === 'backend') return target !== undefined && upstream?.pass.directive === target.pass.directive;
  if (target === undefined) return at?.name.text === 'location' && wouldTake(at.args.at(-1)?.text ?? '', url);
  return target.location === location || (finding.related ?? []).some((it) => isAt(it.at, location?.at?.directive));
}

function isAt(at: Anchor | { readonly inBlock: Anchor }, directive: unknown): boolean {
  return 'directive' in at && at.directive === directive;
}

/** Would a location that nothing reaches take the URL, if it were written as its author thinks of it? */
function wouldTake(written: string, url: string): boolean {
  const [path = ''] = readUrl(url).target.split('?');
  const plain = writtenPath(written).replace(/^[\^/]+|[*$/]+$/g, '');
  const match = plain === '' ? undefined : compilePattern(`^/${plain}`, false)?.match(path);
  return (match !== undefined && match !== 'unknown') || (plain !== '' && path.startsWith(`/${plain}`));
}

/** Without scheme and host, and without what its author took for a part of the path. */
function writtenPath(written: string): string {
  return written.replace(/^\w+:\/\/[^/]+/, '').replace(/\\?\?[\w-]+=.*$/, '');
}

const severities: Readonly<Partial<Record<string, Severity>>> = { unknown: 'information' };

function findingOf(outcome: StatedOutcome, config: Config): Finding | AbsoluteFinding {
  const { verdict, location, server } = outcome.simulation;
  const listen = config.http?.servers.flatMap(({ level }) => level.own.get('listen') ?? [])[0];
  const placed = location?.at ?? server?.at ?? listen ?? config.http?.at ?? config.http?.servers[0]?.at;
  const at =
    verdict.causes[0] ?? (placed === undefined ? undefined : placed.block === undefined ? wholeOf(placed) : anchorOf(placed));
  const severity = severities[verdict.kind];
  const finding = { message: messageOf(outcome, config), ...(severity === undefined ? {} : { severity }) };
  return at === undefined ? { ...finding, path: config.main, start: 0, end: 0 } : { ...finding, at };
}

function messageOf(outcome: StatedOutcome, config: Config): string {
  return `${wordsAbout(outcome, config)}${versionsOf(outcome)}`;
}

function wordsAbout({ url, simulation: { verdict, server } }: StatedOutcome, config: Config): string {
  const name = `\`${url}\``;
  const { kind, reason, status } = verdict;
  const redirect = status !== undefined && status >= 300 && status < 400 ? ' Browsers follow no redirect in a handshake.' : '';
  const isNamed = server === undefined || isServedBy(config, url);
  const where = isNamed ? '' : ` No \`server_name\` is ${hostOf(url)}: the default server of the address takes it.`;
  if (kind === 'unknown') return `Nobody can tell from here whether a WebSocket to ${name} gets through. ${reason}`;
  if (kind === 'depends') return `A WebSocket to ${name} gets through to some backends only. ${reason}`;
  return `A WebSocket to ${name} does not get through: ${uncapitalised(reason)}${redirect}${where}`;
}

/** With which versions it is so, where others do otherwise. */
function versionsOf({ nginx, simulation: { upstream }, other }: StatedOutcome): string {
  if (other === undefined) return '';
  const defaults = upstream === undefined || !spansDefaults({ nginx, nginxUpTo: other.nginx }) ? '' : oldDefaultsText(upstream);
  if (defaults !== '') return defaults;
  return ` That is so with ${nameOfVersion(nginx)}; with ${nameOfVersion(other.nginx)} it ${endings[other.simulation.verdict.kind]}.`;
}

const endings: Readonly<Record<VerdictKind, string>> = {
  connects: 'gets through',
  depends: 'gets through to some backends',
  fails: 'does not get through',
  unknown: 'cannot be told',
};

function hostOf(url: string): string {
  return readUrl(url).host.replace(/:\d+$/, '');
}

/** The first word, where it is an ordinary one. */
function uncapitalised(text: string): string {
  return /^[A-Z][a-z]* /.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
}

function refusedFinding(
  { message, at, path, line }: Problem,
  outcomes: readonly StatedOutcome[],
  config: Config,
  workspace: Workspace,
): Finding | AbsoluteFinding {
  const urls = outcomes.map(({ url }) => `\`${url}\``).join(', ');
  const said = `nginx refuses the configuration, so no WebSocket to ${urls} gets through: ${message}`;
  if (at !== undefined) return { at, message: said };
  const file = path ?? config.main;
  const lines = treeOf(workspace, file)?.text.split('\n') ?? [];
  const start = lines.slice(0, Math.max((line ?? 1) - 1, 0)).reduce((sum, it) => sum + it.length + 1, 0);
  return { path: file, start, end: start + (lines[(line ?? 1) - 1]?.trimEnd().length ?? 0), message: said };
}
