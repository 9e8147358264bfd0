/** Comparisons of two versions of nginx for the protocol. */
import { fileNameOf } from '../config/include.ts';
import type { CompareParams, CompareResult } from '../../../protocol/compare.ts';
import { comparisonText } from '../features/compare/text.ts';
import { isNoVersion, readNginx } from '../reference/flavours.ts';
import { isSameVersion, nameOfVersion } from '../reference/version.ts';
import type { OpenDocument } from './documents.ts';
import type { Session } from './session.ts';

/** Of all main files of the document; a complaint where a version is none. `null` where nothing can be compared. */
export function toComparison(
  { from, to }: CompareParams,
  document: OpenDocument,
  { compare, analysesOf }: Pick<Session, 'compare' | 'analysesOf'>,
): CompareResult | null {
  const [one, other] = [readNginx(from), readNginx(to)];
  if (isNoVersion(one)) return { complaint: `\`${from}\` ${one.complaint}.` };
  if (isNoVersion(other)) return { complaint: `\`${to}\` ${other.complaint}.` };
  if (isSameVersion(one, other)) return { complaint: `Both are ${nameOfVersion(one)}.` };
  const [analysis] = analysesOf(document);
  if (analysis === undefined) return null;
  const versions = { from: one, to: other };
  const text = comparisonText(compare(document, versions), versions, analysis.workspace, {
    showPlace: (path, line) => `${fileNameOf(path)}:${line}`,
    paint: (_how, words) => words,
  });
  return { text };
}
