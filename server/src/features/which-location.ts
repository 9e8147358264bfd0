/** "Which location handles this URL?": the whole way of a request, for a person, and the line where it ends. */
import type { Analysis } from '../analysis/analyze.ts';
import { atEnds } from '../analysis/ends.ts';
import { wholeOf } from '../config/anchor.ts';
import type { Anchor } from '../config/model.ts';
import type { Client } from '../handshake/model.ts';
import { browserRequest, readUrl } from '../handshake/request/request.ts';
import { simulate } from '../handshake/simulate.ts';
import { problemsOfRelease } from '../validity/both-ends.ts';
import { asRead, firstRefusal } from '../validity/problems.ts';
import { otherEndText } from './both-ends.ts';
import { simulationText } from './simulation-text.ts';

export interface WhichLocation {
  readonly text: string;
  /** The location that serves it, or the server when there is none. */
  readonly at: Anchor | undefined;
}

/** `url` is `ws://…`, `https://…` or a bare path; its port and scheme choose the listening socket. */
export function whichLocation({ config, workspace, options, problems }: Analysis, url: string, client: Client): WhichLocation {
  const { secure, host } = readUrl(url);
  const said = /:(\d{1,5})$/.exec(host)?.[1];
  const connection = { port: said === undefined ? undefined : Number(said), tls: secure, remoteAddress: '127.0.0.1' };
  const read = asRead(config, workspace, options.build);
  const { read: both, some } = problems();
  const ends = atEnds(options, (nginx) => {
    const refused = firstRefusal(problemsOfRelease({ both, some }, nginx));
    const refusals = refused === undefined ? [] : [refused];
    return simulate(read, browserRequest(client, url), connection, { nginx, workspace, refusals });
  });
  const { simulation } = ends;
  const text = simulationText(simulation, workspace, ends.nginx, {
    showPlace: (path, line) => `${path.slice(path.lastIndexOf('/') + 1)}:${line}`,
    width: beside,
    paint: (_how, words) => words,
  });
  const placed = simulation.location?.at ?? simulation.server?.at;
  return { text: `${url}\n\n${text}${otherEndText(ends)}`, at: placed === undefined ? undefined : wholeOf(placed) };
}

/** Columns of an editor that shares its window with another. */
const beside = 60;
