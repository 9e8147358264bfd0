/** "Which location handles this URL?": the whole way of a request, for a person, and the line where it ends. */
import { fileNameOf } from '../config/include.ts';
import type { Analysis } from '../analysis/analyze.ts';
import { wholeOf } from '../config/anchor.ts';
import type { Anchor } from '../config/model.ts';
import type { Client } from '../handshake/model.ts';
import { otherEndText } from './both-ends.ts';
import { simulateUrl, type UrlSimulation } from './simulate-url.ts';
import { simulationText } from './simulation-text.ts';

export interface WhichLocation extends UrlSimulation {
  readonly text: string;
  /** The location that serves it, or the server when there is none. */
  readonly at: Anchor | undefined;
}

/** `url` is `ws://…`, `https://…` or a bare path; its port and scheme choose the listening socket. */
export function whichLocation(analysis: Analysis, url: string, client: Client): WhichLocation {
  const simulated = simulateUrl(analysis, url, client);
  const { ends } = simulated;
  const { simulation } = ends;
  const text = simulationText(simulation, analysis.workspace, ends.nginx, {
    showPlace: (path, line) => `${fileNameOf(path)}:${line}`,
    width: beside,
    paint: (_how, words) => words,
  });
  const placed = simulation.location?.at ?? simulation.server?.at;
  const at = placed === undefined ? undefined : wholeOf(placed);
  return { ...simulated, text: `${url}\n\n${text}${otherEndText(ends)}`, at };
}

/** Columns of an editor that shares its window with another. */
const beside = 60;
