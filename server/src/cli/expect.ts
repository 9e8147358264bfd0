/** `check --expect URL`: in which main files a handshake to the URL must get through. */
import type { AnalyzeOptions } from '../analysis/analyze.ts';
import { isServedBy } from '../analysis/stated.ts';
import type { Config } from '../config/model.ts';
import { isClientUrl } from '../handshake/client-url.ts';
import { Refusal } from './refusal.ts';

export interface Expectations {
  readonly optionsOf: (main: string) => AnalyzeOptions;
  /** The main files are known now. */
  readonly assign: (mains: readonly string[], configOf: (path: string) => Config | undefined) => void;
}

/** Refuses what is no URL. */
export function readExpected(urls: readonly string[] = []): readonly string[] {
  for (const url of urls) if (!isClientUrl(url)) throw new Refusal(`--expect: ${url} is no URL such as wss://example.com/ws`);
  return [...new Set(urls)];
}

/** A URL is expected of the main files with a server that is meant by it; where there is none, of the first. */
export function createExpectations(urls: readonly string[], options: AnalyzeOptions): Expectations {
  let known = new Map<string, AnalyzeOptions>();
  return {
    optionsOf: (main) => known.get(main) ?? options,
    assign(mains, configOf) {
      if (urls.length === 0) return;
      const served = urls.map((url) => {
        const serving = mains.filter((main) => isServedBy({ http: configOf(main)?.http }, url));
        return { url, mains: serving.length > 0 ? serving : mains.slice(0, 1) };
      });
      const statedIn = (main: string): AnalyzeOptions['statedUrls'] =>
        served.flatMap((it) => (it.mains.includes(main) ? [{ url: it.url, elsewhere: false }] : []));
      known = new Map(mains.map((main) => [main, { ...options, statedUrls: statedIn(main) }]));
    },
  };
}
