/** A simulation for programs and for people; lines count from 1, as nginx counts them. */
import { normalize } from 'node:path';
import { styleText } from 'node:util';
import { locate, treeOf } from '../analysis/edits.ts';
import type { Anchor, Placed } from '../config/model.ts';
import type { Workspace } from '../config/workspace.ts';
import { linesOf } from '../features/lines.ts';
import { simulationText } from '../features/simulation-text.ts';
import type { AtEnds, Simulated } from '../analysis/ends.ts';
import { otherEndText } from '../features/both-ends.ts';
import type { Origin, Value, VerdictKind } from '../handshake/model.ts';
import type { NginxChoice } from '../project/nginx-choice.ts';
import { writeVersion } from '../reference/version.ts';
import type { PlaceDocument, SimulationDocument } from './documents.ts';
import type { Output } from './output.ts';
import { lines, plainJson, shownPath } from './terminal.ts';

/** As design and help describe it; a value that cannot be known is `null`, with `unknown` saying what decides it. */
export function simulationToJson(ends: AtEnds, nginxFrom: NginxChoice['from'], workspace: Workspace): string {
  return plainJson(simulationDocument(ends, nginxFrom, workspace, normalize));
}

/** The same as data; `nameOf` gives a path as it is told. */
export function simulationDocument(
  { nginx, simulation, other }: AtEnds,
  nginxFrom: NginxChoice['from'],
  workspace: Workspace,
  nameOf: (path: string) => string,
): SimulationDocument {
  const { verdict, server, location, upstream, head, errors } = simulation;
  const place = (anchor: Anchor): PlaceDocument => ({ ...placeOf(anchor, workspace), file: nameOf(anchor.path) });
  const from = (origin: Origin): PlaceDocument | string | null => (origin.kind === 'set' ? place(origin.at) : origin.kind);
  const at = (placed: Placed | undefined): PlaceDocument | null => (placed === undefined ? null : place(whole(placed)));
  const locationAt = at(location?.at);
  return {
    verdict: verdict.kind,
    status: verdict.status ?? null,
    reason: verdict.reason,
    nginxVersion: writeVersion(nginx),
    nginxFrom,
    otherVersion: other === undefined ? null : otherToJson(other),
    server: at(server?.at),
    location: location === undefined || locationAt === null ? null : { ...locationAt, path: location.path },
    upstream: upstream === undefined ? null : { address: known(upstream.address), head: head ?? null },
    headers: [
      ...(upstream?.headers ?? []).map((it) => ({ name: it.name, ...valueOf(it.value), from: from(it.from) })),
      ...(upstream?.dropped ?? []).map((it) => ({
        name: it.name,
        ...valueOf(it.value),
        from: from(it.from),
        dropped: { because: it.because.kind, by: 'by' in it.because ? place(it.because.by) : null },
      })),
    ],
    errors: errors.map(({ path, line, message }) => ({
      file: path === undefined ? null : nameOf(path),
      line: line ?? null,
      message,
    })),
  };
}

function otherToJson({ nginx, simulation: { verdict } }: Simulated): NonNullable<SimulationDocument['otherVersion']> {
  return { nginxVersion: writeVersion(nginx), verdict: verdict.kind, status: verdict.status ?? null, reason: verdict.reason };
}

const colours: Readonly<Record<VerdictKind, 'green' | 'yellow' | 'red' | 'magenta'>> = {
  connects: 'green',
  depends: 'yellow',
  fails: 'red',
  unknown: 'magenta',
};

export function simulationToText(ends: AtEnds, workspace: Workspace, { colour }: Pick<Output, 'colour'>): string {
  const text = simulationText(ends.simulation, workspace, ends.nginx, {
    showPlace: (path, line) => `${shownPath(normalize(path))}:${line}`,
    paint: (how, words) => (colour ? styleText(how === 'dim' ? 'dim' : [colours[how], 'bold'], words) : words),
  });
  return lines(`${text}${otherEndText(ends)}`);
}

function known(value: Value): string | null {
  return typeof value === 'string' ? value : null;
}

function valueOf(value: Value): { readonly value: string | null; readonly unknown?: string } {
  return typeof value === 'string' ? { value } : { value: null, unknown: value.unknown };
}

function whole({ path, directive }: Placed): Anchor {
  return { path, directive, start: 0, end: directive.end };
}

/** As nginx names it: lines from 1. */
export function placeOf(anchor: Anchor, workspace: Workspace): PlaceDocument {
  const start = locate(workspace, anchor)?.start ?? 0;
  return { file: normalize(anchor.path), line: linesOf(treeOf(workspace, anchor.path)?.text ?? '').nginxLineAt(start) };
}
