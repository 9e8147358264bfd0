/** Named series of steps, as tests. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Variant } from './editor.ts';
import { runSeries } from './series.ts';
import { drawFailure, type Step } from './steps.ts';

export const pulled: Variant = { pull: true, watches: true };
export const sent: Variant = { pull: false, watches: true };
export const unwatched: Variant = { pull: true, watches: false };
export const unwatchedSent: Variant = { pull: false, watches: false };

export interface Case {
  readonly files: Readonly<Record<string, string>>;
  readonly steps: readonly Step[];
  /** If not an editor that pulls, and watches files. */
  readonly variants?: readonly Variant[];
}

export const ask: Step = { do: 'ask' };
export const open = (file: string): Step => ({ do: 'open', file });
export const write = (file: string, text: string): Step => ({ do: 'write', file, text });
export const remove = (file: string): Step => ({ do: 'delete', file });
export const replace = (file: string, from: string, to: string): Step => ({ do: 'replace', file, from, to });

export function testCases(cases: Readonly<Record<string, Case>>): void {
  suite('what is kept is what is fresh', { concurrency: 3 }, () => {
    for (const [name, { variants = [pulled], ...series }] of Object.entries(cases)) {
      for (const variant of variants) {
        const told = `diagnostics are ${variant.pull ? 'pulled' : 'sent'}, files are ${variant.watches ? '' : 'not '}watched`;
        test(`${name}: ${told}`, async () => {
          const failure = await runSeries({ ...series, variant });
          assert.ok(failure === undefined, failure && drawFailure(name, failure));
        });
      }
    }
  });
}
