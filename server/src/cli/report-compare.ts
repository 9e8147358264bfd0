/** A comparison of two releases for programs; lines count from 1, as nginx counts them. */
import { normalize } from 'node:path';
import type { Anchor } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { breaksSomething } from '../features/compare/breaks.ts';
import type { Versions } from '../features/compare/compare.ts';
import type { ChangedHandshake, Comparison } from '../features/compare/model.ts';
import { lineOfIn } from '../features/compare/lines-of.ts';
import { headline } from '../features/compare/text.ts';
import { writeVersion } from '../reference/version.ts';
import { plainJson, shownPath } from './terminal.ts';

/** As the README describes it. */
export function comparisonToJson(comparisons: readonly Comparison[], versions: Versions, workspace: Workspace): string {
  const all = <T>(part: (comparison: Comparison) => readonly T[]): readonly T[] => comparisons.flatMap(part);
  const style = { showPlace: (path: string, line: number) => `${shownPath(normalize(path))}:${line}` };
  const lineOf = lineOfIn(workspace);
  const placeOf: PlaceOf = (at) => ({ file: normalize(at.path), line: lineOf.anchor(at) });
  return plainJson({
    version: 1,
    from: writeVersion(versions.from),
    to: writeVersion(versions.to),
    breaks: comparisons.some((it) => breaksSomething(it, workspace)),
    headline: headline(comparisons, versions, workspace, style),
    mainFiles: comparisons.map(({ main, refused }) => ({
      file: normalize(main),
      starts: { from: refused.from === undefined, to: refused.to === undefined },
    })),
    refusals: all((it) => it.refusals).map(({ change, message, path, line, finding }) => ({
      change,
      file: path === undefined ? null : normalize(path),
      line: line ?? null,
      message,
      rule: finding?.rule ?? null,
      explanation: finding?.message ?? null,
    })),
    findings: all((it) => it.findings).map(({ change, finding, before }) => ({
      change,
      file: normalize(finding.path),
      line: lineOf.offset(finding.path, finding.start),
      rule: finding.rule,
      severity: finding.severity,
      severityBefore: before ?? null,
      message: finding.message,
    })),
    handshakes: all((it) => it.handshakes).map((it) => handshakeOf(it, placeOf)),
    directives: all((it) => it.directives).map(({ name, since, what, at }) => ({
      name,
      since: writeVersion(since),
      what,
      ...placeOf(at),
    })),
  });
}

type PlaceOf = (at: Anchor) => { readonly file: string; readonly line: number };

function handshakeOf({ url, stated, location, at, from, to, worse, head }: ChangedHandshake, placeOf: PlaceOf): unknown {
  return {
    url: url ?? null,
    stated,
    location: at === undefined ? null : { ...placeOf(at), path: location ?? null },
    breaks: worse,
    from: { verdict: from.verdict, reason: from.reason },
    to: { verdict: to.verdict, reason: to.reason },
    head: { gone: head.gone, come: head.come, moved: head.moved },
  };
}
