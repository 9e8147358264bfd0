/** A URL through an analysed configuration, at both ends of the release where nobody said it. */
import type { Analysis } from '../analysis/analyze.ts';
import { atEnds, type AtEnds } from '../analysis/ends.ts';
import { connectionTo } from '../handshake/client-url.ts';
import type { Client } from '../handshake/model.ts';
import { browserRequest } from '../handshake/request/request.ts';
import type { Search } from '../handshake/routing/serving.ts';
import { simulate } from '../handshake/simulate.ts';
import { problemsOfRelease } from '../validity/both-ends.ts';
import { asRead, firstRefusal } from '../validity/problems.ts';

export interface UrlSimulation {
  readonly ends: AtEnds;
  /** Of the simulation that is shown. */
  readonly searches: readonly Search[];
}

/** `url` is `ws://…`, `https://…` or a bare path; its port and scheme choose the listening socket. Never throws. */
export function simulateUrl({ config, workspace, options, problems }: Analysis, url: string, client: Client): UrlSimulation {
  const read = asRead(config, workspace, options.build);
  const { read: both, some } = problems();
  const searches: { readonly nginx: unknown; readonly search: Search }[] = [];
  const ends = atEnds(options, (nginx) => {
    const refused = firstRefusal(problemsOfRelease({ both, some }, nginx));
    const refusals = refused === undefined ? [] : [refused];
    const searched = (search: Search): void => {
      searches.push({ nginx, search });
    };
    return simulate(read, browserRequest(client, url), connectionTo(url), { nginx, workspace, refusals, searched });
  });
  return { ends, searches: searches.flatMap(({ nginx, search }) => (nginx === ends.nginx ? [search] : [])) };
}
