/** “Keep checking this URL” of the protocol. */
import type { KeepCheckingParams, KeepCheckingResult } from '../../../protocol/keep-checking.ts';
import { statementFor } from '../features/keep-checking.ts';
import type { View } from './views.ts';

/** By the first main file; `null` where there is nothing to write, and in a dump. */
export function toStatement(
  { url }: KeepCheckingParams,
  { analyses: [analysis], places, isDump }: View,
): KeepCheckingResult | null {
  const statement = analysis === undefined || isDump ? undefined : statementFor(analysis, url);
  if (statement === undefined) return null;
  const { path, at, newText } = statement;
  return { uri: places.uriOf(path), position: places.rangeOf(path, { start: at, end: at }).start, newText };
}
