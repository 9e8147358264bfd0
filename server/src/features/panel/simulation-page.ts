/** “Which location handles this URL?” as a page: the verdict, the way there, what the backend receives, and who did not take it. */
import { writtenNames } from '../../handshake/request/server-name.ts';
import type { AtEnds } from '../../analysis/ends.ts';
import { wholeOf } from '../../config/anchor.ts';
import type { Anchor } from '../../config/model.ts';
import type { Simulation, VerdictKind } from '../../handshake/model.ts';
import { nameOf } from '../../handshake/routing/locate.ts';
import { losersOf } from '../../handshake/routing/losers.ts';
import type { LosingServers } from '../../handshake/routing/losing-servers.ts';
import type { Search } from '../../handshake/routing/serving.ts';
import { nameOfVersion } from '../../reference/version.ts';
import type { PanelAction, PanelLine, PanelPage, PanelSection } from '../../../../protocol/panel.ts';
import { otherEndText } from '../both-ends.ts';
import type { UrlSimulation } from '../simulate-url.ts';
import { droppedLine, headLines, textOf, type ToldLine } from '../request-lines.ts';
import { beside, code, link, links, plain, words, type PagePlaces } from './spans.ts';

export interface SimulationPageOptions {
  readonly url: string;
  readonly simulated: UrlSimulation;
  readonly places: PagePlaces;
  readonly actions: readonly PanelAction[];
}

export function simulationPage({ url, simulated, places, actions }: SimulationPageOptions): PanelPage {
  return { title: url, sections: simulationSections(simulated, places), actions };
}

/** The same without its title, for pages that show more than the simulation. */
export function simulationSections({ ends, searches, servers }: UrlSimulation, places: PagePlaces): readonly PanelSection[] {
  const { simulation, nginx } = ends;
  const { upstream, head } = simulation;
  const toLine = (it: ToldLine): PanelLine => toldLine(it, places);
  const sent = upstream === undefined ? [] : headLines(upstream, head).map(toLine);
  const dropped = (upstream?.dropped ?? []).map((it) => toLine(droppedLine(it)));
  return [
    verdictOf(ends, places),
    ...section('Where it goes', destination(simulation, places)),
    ...section('How it gets there', way(simulation, places)),
    ...section(`What the backend receives (${nameOfVersion(nginx)})`, sent),
    ...section('What does not reach it', dropped),
    ...section('Locations that did not take it', losers(simulation, searches, places)),
    ...section('Servers that did not take it', losingServerLines(servers, places)),
  ];
}

const tones: Readonly<Record<VerdictKind, PanelSection['tone']>> = {
  connects: 'good',
  depends: 'doubt',
  unknown: 'doubt',
  fails: 'bad',
};

const headings: Readonly<Record<VerdictKind, string>> = {
  connects: 'Connects',
  depends: 'Depends on the backend',
  unknown: 'Cannot be known',
  fails: 'Fails',
};

function verdictOf(ends: AtEnds, { ofAnchor, ofLine }: PagePlaces): PanelSection {
  const { verdict, errors } = ends.simulation;
  const { kind, status, reason, causes } = verdict;
  const refused = errors.map(({ at, path, line }) => {
    const named = path === undefined || line === undefined ? undefined : ofLine(path, line);
    return (at && ofAnchor(at)) ?? named;
  });
  const decides = links([...refused, ...causes.map(ofAnchor)]);
  const other = otherEndText(ends).trim();
  return {
    heading: `${headings[kind]}${status === undefined ? '' : ` (${status})`}`,
    tone: tones[kind],
    lines: [
      words(reason),
      ...(decides.length === 0 ? [] : [[plain('Decided at '), ...decides]]),
      ...(other === '' ? [] : [words(other)]),
    ],
  };
}

function destination({ server, location, upstream }: Simulation, { ofAnchor }: PagePlaces): readonly PanelLine[] {
  const names = server === undefined ? [] : writtenNames(server);
  const placed = (at: Anchor | undefined): PanelLine => link(at && ofAnchor(at));
  const whole = (it: { readonly at: Parameters<typeof wholeOf>[0] | undefined }): Anchor | undefined => it.at && wholeOf(it.at);
  return [
    ...(server === undefined
      ? []
      : [
          beside(
            names.length === 0 ? [plain('Server without a name')] : [plain('Server '), code(names.join(' '))],
            placed(whole(server)),
          ),
        ]),
    ...(location === undefined ? [] : [beside([plain('Location '), code(nameOf(location))], placed(whole(location)))]),
    ...(upstream === undefined
      ? []
      : [beside([plain('Backend '), code(textOf(upstream.address))], placed(wholeOf(upstream.pass)))]),
  ];
}

function way({ steps }: Simulation, { ofAnchor }: PagePlaces): readonly PanelLine[] {
  return steps.map(({ what, at }) => beside(words(what), link(at && ofAnchor(at))));
}

function toldLine({ line, told }: ToldLine, { ofAnchor }: PagePlaces): PanelLine {
  const from =
    told.length === 0
      ? [plain('from the client')]
      : told.flatMap((it) => (typeof it === 'string' ? words(it) : link(ofAnchor(it))));
  return line === '' ? [] : beside([code(line)], from);
}

/** Of the search that led to the location, else of the last one. */
function losers({ location }: Simulation, searches: readonly Search[], { ofAnchor }: PagePlaces): readonly PanelLine[] {
  const search = searches.findLast(({ found }) => found === location) ?? searches.at(-1);
  if (search === undefined) return [];
  const { losers: near, left } = losersOf(search, mostLosers);
  const lines = near.map(({ location: { at, ...name }, why }) =>
    beside([code(nameOf(name)), plain(' '), ...words(why)], at === undefined ? [] : link(ofAnchor(wholeOf(at)))),
  );
  return left === 0 ? lines : [...lines, [plain(`and ${left} more`)]];
}

const mostLosers = 12;

function losingServerLines({ losers: near, left }: LosingServers, { ofAnchor }: PagePlaces): readonly PanelLine[] {
  const lines = near.map(({ server: { at }, names, why }) =>
    beside(
      [...(names === '' ? [plain('A server without a name')] : [code(names)]), plain(' '), ...words(why)],
      at === undefined ? [] : link(ofAnchor(wholeOf(at))),
    ),
  );
  return left === 0 ? lines : [...lines, [plain(`and ${left} more`)]];
}

/** None where there is nothing to say. */
function section(heading: string, lines: readonly PanelLine[]): readonly PanelSection[] {
  return lines.length === 0 ? [] : [{ heading, tone: 'plain', lines }];
}
