/** “Keep checking this URL” of the protocol. */
import type { KeepCheckingParams, KeepCheckingResult } from '../../../protocol/keep-checking.ts';
import type { Analysis } from '../analysis/analyze.ts';
import { statementFor } from '../features/keep-checking.ts';
import type { Places } from './diagnostics.ts';

/** By the first main file; `null` where there is nothing to write. */
export function toStatement(
  { url }: KeepCheckingParams,
  analyses: readonly Analysis[],
  places: Places,
): KeepCheckingResult | null {
  const [analysis] = analyses;
  const statement = analysis === undefined ? undefined : statementFor(analysis, url);
  if (statement === undefined) return null;
  const { path, at, newText } = statement;
  return { uri: places.uriOf(path), position: places.rangeOf(path, { start: at, end: at }).start, newText };
}
