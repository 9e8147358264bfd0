/** A URL through an analysed configuration, at both ends of the release where nobody said it. */
import type { Analysis } from '../analysis/analyze.ts';
import { atEnds, type AtEnds } from '../analysis/ends.ts';
import { connectionTo } from '../handshake/client-url.ts';
import type { Client } from '../handshake/model.ts';
import { browserRequest } from '../handshake/request/request.ts';
import { headerValue } from '../handshake/request/headers.ts';
import { losingServers, type LosingServers } from '../handshake/routing/losing-servers.ts';
import type { Search } from '../handshake/routing/serving.ts';
import { simulate } from '../handshake/simulate.ts';
import { problemsOfRelease } from '../validity/both-ends.ts';
import { asRead, firstRefusal } from '../validity/problems.ts';

export interface UrlSimulation {
  readonly ends: AtEnds;
  /** Of the simulation that is shown. */
  readonly searches: readonly Search[];
  /** Servers that another one was taken before, as the request comes in. */
  readonly servers: LosingServers;
}

/** `url` is `ws://…`, `https://…` or a bare path; its port and scheme choose the listening socket. Never throws. */
export function simulateUrl({ config, workspace, options, problems }: Analysis, url: string, client: Client): UrlSimulation {
  const read = asRead(config, workspace, options.build);
  const { read: both, some } = problems();
  const searches: { readonly nginx: unknown; readonly search: Search }[] = [];
  const [request, connection] = [browserRequest(client, url), connectionTo(url)];
  const ends = atEnds(options, (nginx) => {
    const refused = firstRefusal(problemsOfRelease({ both, some }, nginx));
    const refusals = refused === undefined ? [] : [refused];
    const searched = (search: Search): void => {
      searches.push({ nginx, search });
    };
    return simulate(read, request, connection, { nginx, workspace, refusals, searched });
  });
  const { server, errors } = ends.simulation;
  const servers =
    read.http === undefined || errors.length > 0
      ? { losers: [], left: 0 }
      : losingServers(read.http, connection, headerValue(request, 'host') ?? '', server, mostServers);
  return { ends, servers, searches: searches.flatMap(({ nginx, search }) => (nginx === ends.nginx ? [search] : [])) };
}

const mostServers = 12;
