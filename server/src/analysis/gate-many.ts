/**
 * The gate for many findings at once. Fixes that stay within one server each, and change nothing that servers share, are tried
 * together, one for each server: what becomes of a server then is what would become of it alone. All others are tried one by one.
 */
import type { Server } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import type { Span } from '../syntax/tree.ts';
import type { Analysis } from './analyze.ts';
import { mergeByFile, treeOf } from './edits.ts';
import type { FileFinding } from './finding.ts';
import {
  bringsSyntaxErrors,
  edited,
  editsOf,
  isHarmlessElsewhere,
  passes,
  refusesMore,
  type CheckedFix,
  type Gate,
} from './gate.ts';
import type { FileEdit } from './rule.ts';
import { isServerNotWorse } from './verdicts.ts';

/** By finding; those of other analyses than this one have no entry. */
export function checkedFixesOfAll(
  analysis: Analysis,
  findings: readonly FileFinding[],
  gate: Gate,
): ReadonlyMap<FileFinding, readonly CheckedFix[]> {
  const candidates = findings.flatMap((finding) =>
    finding.fixes.flatMap((fix): readonly Candidate[] => {
      const edits = guarded(finding, gate, () => editsOf(fix, analysis));
      return edits === undefined ? [] : [{ finding, fix: { title: fix.title, safe: fix.safe, edits }, server: undefined }];
    }),
  );
  const before = counted(analysis);
  const placed = candidates.map((it) => ({ ...it, server: serverOf(it.fix.edits, before.places) }));
  const passed = new Set<Candidate>();
  for (const round of roundsOf(placed)) for (const it of tryRound(before, round, gate)) passed.add(it);
  const out = new Map<FileFinding, CheckedFix[]>(findings.map((finding) => [finding, []]));
  for (const it of placed) if (passed.has(it)) out.get(it.finding)?.push(it.fix);
  return out;
}

interface Candidate {
  readonly finding: FileFinding;
  readonly fix: CheckedFix;
  /** The index of the server in which all edits are; `undefined` for a fix that must be tried alone. */
  readonly server: number | undefined;
}

interface ServerPlace extends Span {
  readonly index: number;
}

/** By path, in the order of the text. */
type ServerPlaces = ReadonlyMap<string, readonly ServerPlace[]>;

function serverPlaces({ config, workspace }: Analysis): ServerPlaces {
  const out = new Map<string, ServerPlace[]>();
  for (const [index, server] of (config.http?.servers ?? []).entries()) {
    const place = spanOf(server, workspace);
    if (place !== undefined) (out.get(place.path) ?? out.set(place.path, []).get(place.path))?.push({ ...place, index });
  }
  for (const places of out.values()) places.sort((a, b) => a.start - b.start);
  return out;
}

function spanOf({ at }: Server, workspace: Workspace): (Span & { readonly path: string }) | undefined {
  const start = at === undefined ? undefined : treeOf(workspace, at.path)?.startOf(at.directive);
  return at === undefined || start === undefined ? undefined : { path: at.path, start, end: start + at.directive.end };
}

function serverOf(edits: readonly FileEdit[], places: ServerPlaces): number | undefined {
  const [first, ...more] = edits;
  if (first === undefined || more.length > 0) return undefined;
  const [edit] = first.edits;
  const place = edit === undefined ? undefined : placeAt(places.get(first.path), edit.start);
  return place !== undefined && first.edits.every(({ start, end }) => start > place.start && end < place.end)
    ? place.index
    : undefined;
}

/** One fix for each server in a round; one that must be tried alone has a round of its own. */
function roundsOf(candidates: readonly Candidate[]): readonly (readonly Candidate[])[] {
  const rounds: Map<number, Candidate>[] = [];
  const alone: (readonly Candidate[])[] = [];
  for (const it of candidates) {
    if (it.server === undefined) alone.push([it]);
    else {
      const { server } = it;
      const round = rounds.find((some) => !some.has(server)) ?? rounds[rounds.push(new Map()) - 1];
      round?.set(server, it);
    }
  }
  return [...rounds.map((round) => [...round.values()]), ...alone];
}

/** The fixes of a round that may be offered. */
function tryRound(before: Counted, round: readonly Candidate[], gate: Gate): readonly Candidate[] {
  const [first] = round;
  const together = first && round.length > 1 ? guarded(first.finding, gate, () => tryTogether(before, round, gate)) : undefined;
  return round.filter(
    (it) =>
      together?.has(it) === true ||
      guarded(it.finding, gate, () => passes(before.analysis, it.finding, it.fix.edits, gate)) !== undefined,
  );
}

function guarded<T>({ rule }: FileFinding, { failed }: Gate, work: () => T): T | undefined {
  try {
    return work();
  } catch (error) {
    failed?.(rule, error);
    return undefined;
  }
}

/** Those that surely pass alone too. */
function tryTogether(before: Counted, round: readonly Candidate[], gate: Gate): ReadonlySet<Candidate> {
  const none = new Set<Candidate>();
  const { analysis } = before;
  const edits = mergeByFile(round.flatMap(({ fix }) => fix.edits));
  const next = edited(analysis.workspace, edits, gate.parser);
  if (next === undefined || bringsSyntaxErrors(analysis.workspace, next, edits)) return none;
  const after = analysis.tried(next);
  if (!sharesTheSame(analysis, after) || refusesMore(analysis, after)) return none;
  if (!isHarmlessElsewhere(analysis, next, edits, gate)) return none;
  const now = counted(after);
  return new Set(round.filter((it) => isCured(it, before, now)));
}

/** Is everything that servers have in common as before? */
function sharesTheSame(before: Analysis, after: Analysis): boolean {
  const [one, other] = [before.config.http, after.config.http];
  return (
    one !== undefined &&
    one.environment === other?.environment &&
    one.level === other.level &&
    one.servers.length === other.servers.length
  );
}

/** Does the rule say less of the server than before, and is no handshake in it worse? */
function isCured({ finding: { rule }, server = -1 }: Candidate, before: Counted, after: Counted): boolean {
  return after.of(server, rule) < before.of(server, rule) && isServerNotWorse(server, before.analysis, after.analysis);
}

interface Counted {
  readonly analysis: Analysis;
  readonly places: ServerPlaces;
  /** How much a rule says of a server. */
  readonly of: (server: number, rule: string) => number;
}

function counted(analysis: Analysis): Counted {
  const places = serverPlaces(analysis);
  const counts = new Map<string, number>();
  for (const { rule, path, start } of analysis.findings) {
    const place = placeAt(places.get(path), start);
    const key = `${place?.index ?? ''} ${rule}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return { analysis, places, of: (server, rule) => counts.get(`${server} ${rule}`) ?? 0 };
}

/** The last one that begins at or before the offset, if it reaches so far; of servers that two includes bring, none is meant. */
function placeAt(places: readonly ServerPlace[] | undefined, offset: number): ServerPlace | undefined {
  const index = (places ?? []).findLastIndex(({ start }) => start <= offset);
  const [place, before] = [places?.[index], places?.[index - 1]];
  return place !== undefined && offset < place.end && before?.start !== place.start ? place : undefined;
}
