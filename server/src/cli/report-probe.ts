/** What a probe found, for programs and for people. */
import { normalize } from 'node:path';
import { styleText } from 'node:util';
import type { Judgement, ProbeVerdict } from '../probe/judgement.ts';
import { statusLine, type Observation, type ProbeRequest } from '../probe/model.ts';
import { againstOrigin } from '../probe/against-origin.ts';
import { compare, type Comparison } from '../probe/differs.ts';
import type { ProbeDocument, SeenDocument } from './documents.ts';
import type { Output } from './output.ts';
import type { Workspace } from '../config/workspace.ts';
import { placeOf, simulationDocument, simulationToText } from './simulation.ts';
import type { SimulatedIn } from './simulating.ts';
import { lines, plainJson, printable, shownPath } from './terminal.ts';

export interface Found {
  readonly seen: Observation;
  readonly judgement: Judgement;
}

export interface Probed extends Found {
  readonly request: ProbeRequest;
  /** The same at the origin. */
  readonly compared: Found | undefined;
  /** The same by a configuration. */
  readonly simulated: SimulatedIn | undefined;
}

/** As help and README describe it; `ms` and `after` are rounded to a tenth. What is not always there comes last. */
export function probeToJson(probed: Probed): string {
  return plainJson(probeDocument(probed, normalize, shownPath));
}

/** The same as data; `nameOf` gives a path as it is told, `inWords` as a sentence tells it. */
export function probeDocument(
  probed: Probed,
  nameOf: (path: string) => string,
  inWords: (path: string) => string,
): ProbeDocument {
  const { request, simulated, seen, judgement, compared } = probed;
  const beside = simulated && compare(simulated.ends.simulation, seen, judgement);
  const more = simulated && beside && besideReason(beside, simulated.workspace, inWords);
  return {
    url: request.url,
    ...documentOf(probed),
    ...(more === undefined ? {} : { reason: `${judgement.reason} ${more}` }),
    simulation:
      simulated === undefined ? null : simulationDocument(simulated.ends, simulated.nginx.from, simulated.workspace, nameOf),
    differs: beside?.differs ?? 'unknown',
    ...besideDocument(probed),
    ...(compared === undefined ? {} : { compared: comparedDocument(probed, compared) }),
  };
}

function documentOf({ seen, judgement }: Found): SeenDocument {
  const { answer, closed } = seen;
  return {
    steps: seen.steps.map(({ name, ms, detail }) => ({ name, ms: tenth(ms), detail })),
    status: answer?.status ?? null,
    headers: answer?.headers ?? [],
    body: answer?.body ?? '',
    connected: seen.connected,
    closed: closed?.by === 'them' ? { code: closed.code, after: tenth(closed.after) } : null,
    answeredBy: judgement.answeredBy.who,
    verdict: judgement.verdict,
    reason: judgement.reason,
  };
}

/** What was agreed on, and what stands in front, where there is something to say. */
function besideDocument({ seen, judgement }: Found): Pick<SeenDocument, 'subprotocol' | 'extensions' | 'front'> {
  const { front } = judgement.answeredBy;
  return {
    ...(seen.subprotocol === '' ? {} : { subprotocol: seen.subprotocol }),
    ...(seen.extensions === '' ? {} : { extensions: seen.extensions }),
    ...(front === undefined ? {} : { front: front.name }),
  };
}

function comparedDocument({ judgement }: Found, origin: Found): NonNullable<ProbeDocument['compared']> {
  return {
    address: origin.seen.address ?? null,
    ...documentOf(origin),
    ...besideDocument(origin),
    conclusion: againstOrigin(judgement, origin.judgement),
  };
}

/** With the line that it speaks of, as nginx names it. */
function besideReason({ reason, at }: Comparison, workspace: Workspace, inWords: (path: string) => string): string | undefined {
  if (reason === undefined || at === undefined) return reason;
  return `${reason.replace(/\.$/, '')} (${inWords(at.path)}:${placeOf(at, workspace).line}).`;
}

const colours: Readonly<Record<ProbeVerdict, 'green' | 'red'>> = {
  connected: 'green',
  refused: 'red',
  unreachable: 'red',
  closed: 'red',
};

export function probeToText(probed: Probed, { colour }: Pick<Output, 'colour'>): string {
  const { request, seen, judgement, compared, simulated } = probed;
  const dim = (text: string): string => (colour ? styleText('dim', text) : text);
  const verdict = colour ? styleText([colours[judgement.verdict], 'bold'], judgement.verdict) : judgement.verdict;
  const { answer } = seen;
  const parts = [
    `${verdict}: ${printable(judgement.reason)}`,
    '',
    ...stepLines(seen).map((line) => dim(printable(line))),
    ...(answer === undefined ? [] : ['', `  ${printable(statusLine(answer))}`]),
    ...(answer?.headers ?? []).map(({ name, value }) => `  ${printable(`${name}: ${value}`)}`),
    ...(answer === undefined || answer.body === ''
      ? []
      : ['', ...answer.body.split(/\r?\n/).map((line) => `  | ${printable(line)}`)]),
    ...(judgement.answeredBy.front === undefined
      ? []
      : [
          '',
          `In front: ${judgement.answeredBy.front.name} (${printable(judgement.answeredBy.signs.join(', '))}). ${judgement.answeredBy.front.reference}`,
        ]),
    ...(compared === undefined
      ? []
      : [
          '',
          `At ${compared.seen.address ?? request.url}: ${compared.judgement.verdict}: ${printable(compared.judgement.reason)}`,
          ...stepLines(compared.seen).map((line) => dim(printable(line))),
          '',
          againstOrigin(probed.judgement, compared.judgement),
        ]),
    ...(simulated === undefined ? [] : simulatedLines(simulated, probed, colour)),
  ];
  return lines(`${parts.join('\n')}\n`);
}

function simulatedLines({ ends, workspace }: SimulatedIn, { seen, judgement }: Found, colour: boolean): readonly string[] {
  const reason = besideReason(compare(ends.simulation, seen, judgement), workspace, shownPath);
  const text = simulationToText(ends, workspace, { colour }).trimEnd();
  return [
    '',
    'By the configuration:',
    '',
    ...text.split('\n').map((line) => (line === '' ? '' : `  ${line}`)),
    ...(reason === undefined ? [] : ['', printable(reason)]),
  ];
}

function stepLines({ steps }: Observation): readonly string[] {
  const times = steps.map(({ ms }) => `${ms.toFixed(1)} ms`);
  const [widest, names] = [Math.max(0, ...times.map((it) => it.length)), Math.max(0, ...steps.map(({ name }) => name.length))];
  return steps.map(({ name, detail }, index) => `  ${name.padEnd(names)}  ${(times[index] ?? '').padStart(widest)}  ${detail}`);
}

function tenth(value: number): number {
  return Math.round(value * 10) / 10;
}
