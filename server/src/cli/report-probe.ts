/** What a probe found, for programs and for people. */
import { styleText } from 'node:util';
import type { Judgement, ProbeVerdict } from '../probe/judgement.ts';
import type { Observation, ProbeRequest } from '../probe/model.ts';
import { againstOrigin } from '../probe/against-origin.ts';
import { compare } from '../probe/differs.ts';
import { statusLine } from '../probe/trail.ts';
import type { Output } from './output.ts';
import { simulationDocument, simulationToText } from './simulation.ts';
import type { SimulatedIn } from './simulating.ts';
import { lines, plainJson, printable } from './terminal.ts';

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

/** As help and README describe it; `ms` and `after` are rounded to a tenth. */
export function probeToJson(probed: Probed): string {
  const { request, simulated, seen, judgement } = probed;
  const beside = simulated && compare(simulated.ends.simulation, seen, judgement);
  return plainJson({
    url: request.url,
    ...documentOf(probed),
    ...(beside?.reason === undefined ? {} : { reason: `${judgement.reason} ${beside.reason}` }),
    simulation: simulated === undefined ? null : simulationDocument(simulated.ends, simulated.nginx.from, simulated.workspace),
    differs: beside?.differs ?? 'unknown',
    compared: comparedDocument(probed),
  });
}

function documentOf({ seen, judgement }: Found): Readonly<Record<string, unknown>> {
  const { answer, closed } = seen;
  return {
    steps: seen.steps.map(({ name, ms, detail }) => ({ name, ms: tenth(ms), detail })),
    status: answer?.status ?? null,
    headers: answer?.headers ?? [],
    body: answer?.body ?? '',
    connected: seen.connected,
    subprotocol: seen.subprotocol,
    extensions: seen.extensions,
    closed: closed === undefined ? null : { ...closed, after: tenth(closed.after) },
    answeredBy: judgement.answeredBy.who,
    front: judgement.answeredBy.front?.name ?? null,
    verdict: judgement.verdict,
    reason: judgement.reason,
  };
}

function comparedDocument(probed: Probed): unknown {
  const { compared } = probed;
  return compared === undefined
    ? null
    : {
        address: compared.seen.address ?? null,
        ...documentOf(compared),
        conclusion: againstOrigin(probed.judgement, compared.judgement),
      };
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
  const { reason } = compare(ends.simulation, seen, judgement);
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
