/** `check`: what is wrong with a configuration, and the fixes. */
import { reportOf } from '../cli/check.ts';
import type { CheckDocument } from '../cli/documents.ts';
import { notForwardedOf } from '../cli/not-forwarded.ts';
import { checkDocument } from '../cli/report-json.ts';
import { inOwnWords, type Configuration } from './files.ts';
import { judging } from './judged.ts';
import { refusingInWords, type ReadOptions } from './options.ts';

export interface CheckOptions extends ReadOptions {
  /** URLs such as `wss://example.com/ws` to which a WebSocket must get through: an error says where it does not. */
  readonly expect?: readonly string[];
}

/** What `nginx-handshake check --format json` gives, and what could not be read or failed. */
export interface CheckResult extends CheckDocument {
  /** For people; empty where all went well. */
  readonly complaints: readonly string[];
}

/**
 * The findings of a configuration, each with the fixes that were tried. Files that the main file includes are judged as nginx
 * reads them. Whatever the texts are, they give a result; rejects with an `Error` that says what is wrong where an option is, or
 * where nothing is there to judge, and with what a reader throws.
 */
export function check(configuration: Configuration, options: CheckOptions = {}): Promise<CheckResult> {
  return refusingInWords(() =>
    judging(configuration, options, (judged) => {
      const analyses = judged.analyse();
      const report = { ...reportOf(analyses, judged), notForwarded: notForwardedOf(analyses, judged.scope.isNamed) };
      return inOwnWords({ ...checkDocument(report, judged.nameOf), complaints: judged.complaints });
    }),
  );
}
