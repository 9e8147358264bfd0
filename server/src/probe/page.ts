/** What a probe found, as a page of the panel: all that came from the network is text. */
import { beside, code, link, plain, words, type PagePlaces } from '../features/panel/spans.ts';
import { simulationSections } from '../features/panel/simulation-page.ts';
import type { UrlSimulation } from '../features/simulate-url.ts';
import type { PanelAction, PanelLine, PanelPage, PanelSection } from '../../../protocol/panel.ts';
import { stopProbeCommand } from '../../../protocol/probe.ts';
import { againstOrigin } from './against-origin.ts';
import { compare } from './differs.ts';
import type { Judgement, ProbeVerdict } from './judgement.ts';
import { statusLine, type Observation } from './model.ts';

export interface ProbePageOptions {
  readonly url: string;
  readonly seen: Observation;
  readonly judgement: Judgement;
  /** Somebody did not want to wait for the end. */
  readonly stopped: boolean;
  /** The same by the configuration; `undefined` where there is none. */
  readonly simulated: Simulated | undefined;
  readonly actions: readonly PanelAction[];
  /** What else was asked than a browser asks, in words. */
  readonly asked?: readonly string[];
  /** The same at the origin. */
  readonly origin?: Found | undefined;
}

export interface Found {
  readonly seen: Observation;
  readonly judgement: Judgement;
}

export interface Simulated extends UrlSimulation {
  readonly places: PagePlaces;
}

export function probePage(options: ProbePageOptions): PanelPage {
  const { url, seen, simulated, actions, asked = [], origin } = options;
  return {
    title: url,
    sections: [
      resultOf(options),
      ...(origin === undefined ? [] : [originSection(origin)]),
      ...section(
        'Asked with',
        asked.map((it) => [code(it)]),
      ),
      ...section('Who answered', answerer(options)),
      ...section('Steps', steps(seen)),
      ...section('The answer', answer(seen)),
      ...section('The body, as far as it was read', body(seen)),
      ...(simulated === undefined ? [] : byConfiguration(simulated)),
    ],
    actions,
  };
}

/** While it asks, and while it holds an open connection: `passed` of `whole` seconds. */
export function askingPage(url: string, passed: number, whole: number): PanelPage {
  const actions = [{ title: 'Stop', command: stopProbeCommand, arguments: [] }];
  if (passed === 0) return { title: url, sections: [{ heading: 'Asks…', tone: 'plain', lines: [] }], actions };
  const lines = [[plain('Nothing is said from here: who ends it, and when, is what is to be seen.')]];
  return {
    title: url,
    sections: [{ heading: 'Open', tone: 'good', lines }],
    actions,
    progress: { text: `Open and silent for ${Math.floor(passed)} of ${whole} s`, done: Math.min(passed, whole), whole },
  };
}

const headings: Readonly<Record<ProbeVerdict, string>> = {
  connected: 'Connected',
  refused: 'Refused',
  unreachable: 'Not reached',
  closed: 'Closed',
};

function resultOf({ seen, judgement, stopped, simulated, origin }: ProbePageOptions): PanelSection {
  const { answer, closed, connected } = seen;
  if (stopped) {
    const last = connected
      ? `It was open for ${(closed?.after ?? 0).toFixed(1)} s until then.`
      : 'There was no answer until then.';
    return { heading: 'Stopped', tone: 'plain', lines: [[plain(last)]] };
  }
  const { verdict, reason } = judgement;
  const number = verdict === 'closed' ? closed?.code : answer?.status;
  return {
    heading: `${headings[verdict]}${number === undefined ? '' : ` (${number})`}`,
    tone: verdict === 'connected' ? 'good' : 'bad',
    lines: [
      words(reason),
      ...(origin === undefined ? [] : [words(againstOrigin(judgement, origin.judgement))]),
      ...difference(seen, judgement, simulated),
    ],
  };
}

function originSection({ seen, judgement: { verdict, reason } }: Found): PanelSection {
  const status = seen.answer === undefined ? '' : ` (${seen.answer.status})`;
  const where = seen.address === undefined ? 'At the origin' : `At the origin, ${seen.address}`;
  return {
    heading: `${where}: ${headings[verdict]}${status}`,
    tone: verdict === 'connected' ? 'good' : 'bad',
    lines: [words(reason), ...steps(seen)],
  };
}

/** How it goes together with the configuration, with the line that is meant. */
function difference(seen: Observation, judgement: Judgement, simulated: Simulated | undefined): readonly PanelLine[] {
  if (simulated === undefined) return [];
  const { reason, at } = compare(simulated.ends.simulation, seen, judgement);
  return reason === undefined ? [] : [beside(words(reason), link(at && simulated.places.ofAnchor(at)))];
}

function answerer({ judgement: { answeredBy }, seen }: ProbePageOptions): readonly PanelLine[] {
  const { who, front, signs } = answeredBy;
  if (who === 'nobody') return [];
  const asked = seen.address === undefined ? [] : [plain(', at '), code(seen.address)];
  const name = who === 'nginx' ? 'nginx itself' : who === 'backend' ? 'The backend' : (front?.name ?? 'Something in front');
  return [
    [plain(name), ...asked],
    ...(signs.length === 0
      ? []
      : [[plain('By '), ...signs.flatMap((it, index) => (index === 0 ? [code(it)] : [plain(', '), code(it)]))]]),
    ...(front === undefined || who === 'front' ? [] : [[plain(`${front.name} is in front`)]]),
    ...(front === undefined ? [] : [[plain(front.reference)]]),
  ];
}

function steps({ steps: taken }: Observation): readonly PanelLine[] {
  return taken.map(({ name, ms, detail }) => [plain(`${name}, ${ms.toFixed(1)} ms: `), code(detail)]);
}

function answer({ answer: came, subprotocol, extensions }: Observation): readonly PanelLine[] {
  if (came === undefined) return [];
  return [
    [code(statusLine(came))],
    ...came.headers.map(({ name, value }): PanelLine => [code(`${name}: ${value}`)]),
    ...(subprotocol === '' ? [] : [[plain('Subprotocol '), code(subprotocol)]]),
    ...(extensions === '' ? [] : [[plain('Extensions '), code(extensions)]]),
  ];
}

function body({ answer: came }: Observation): readonly PanelLine[] {
  if (came === undefined || came.body === '') return [];
  return came.body.split(/\r?\n/).map((line): PanelLine => (line === '' ? [] : [code(line)]));
}

function byConfiguration(simulated: Simulated): readonly PanelSection[] {
  const [first, ...others] = simulationSections(simulated, simulated.places);
  return first === undefined ? [] : [{ ...first, heading: `By the configuration: ${first.heading}` }, ...others];
}

function section(heading: string, lines: readonly PanelLine[]): readonly PanelSection[] {
  return lines.length === 0 ? [] : [{ heading, tone: 'plain', lines }];
}
