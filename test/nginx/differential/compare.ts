/** Asks nginx and the simulation the same, and tells where they disagree. */
import { buildConfig } from '../../../server/src/config/build.ts';
import type { Level } from '../../../server/src/config/model.ts';
import type { Simulation } from '../../../server/src/handshake/model.ts';
import { takenAsAllowed } from '../../../server/src/handshake/routing/auth-request.ts';
import { parseRequest } from '../../../server/src/handshake/request/request.ts';
import { simulate } from '../../../server/src/handshake/simulate.ts';
import { parseVersion } from '../../../server/src/reference/version.ts';
import type { Parser } from '../../../server/src/syntax/tree.ts';
import { makeNginxFolder } from '../../support/nginx.ts';
import type { NginxBinary } from '../../support/parts.ts';
import { refusal as refusalOf } from '../../support/refusal.ts';
import { memoryWorkspace } from '../../support/workspace.ts';
import type { GeneratedConfig } from './config.ts';
import { observe, writtenFiles, type Observed, type Refused, type Site } from './observe.ts';
import type { GeneratedRequest } from './requests.ts';

export interface Disagreement {
  readonly version: string;
  readonly what: 'refusal' | 'location' | 'status' | 'head' | 'request' | 'verdict';
  /** `undefined` when the configuration itself is meant. */
  readonly request: GeneratedRequest | undefined;
  readonly nginx: string;
  readonly simulation: string;
}

export interface Comparison {
  readonly disagreements: readonly Disagreement[];
  readonly refused: boolean;
  readonly requests: number;
  /** Requests that reached a backend. */
  readonly forwarded: number;
  /** Requests about which the simulation says that it cannot know; they count as neither right nor wrong. */
  readonly unknown: number;
  readonly reasons: readonly string[];
}

/**
 * `patience`: how long one answer may take, in ms. A request on which they disagree is asked again alone: connections to servers that
 * earlier ones have left open are not its own (what fails on such a one is tried once more, whatever `proxy_next_upstream_tries` says), and
 * a machine that is busy has more time then.
 */
export async function compare(
  binary: NginxBinary,
  generated: GeneratedConfig,
  site: Site,
  parser: Parser,
  patience = 700,
): Promise<Comparison> {
  const together = await compareTogether(binary, generated, site, parser, patience);
  const { requests } = generated;
  if (together.disagreements.length === 0 || requests.length < 2) return together;
  const differ = requests.filter((it) => together.disagreements.some(({ request }) => request === it));
  const disagreements = together.disagreements.filter(({ request }) => request === undefined);
  for (const request of differ) {
    const alone = await compareTogether(binary, { ...generated, requests: [request] }, site, parser, patience * 5);
    disagreements.push(...alone.disagreements);
  }
  return { ...together, disagreements };
}

async function compareTogether(
  binary: NginxBinary,
  generated: GeneratedConfig,
  site: Site,
  parser: Parser,
  patience: number,
): Promise<Comparison> {
  const folder = makeNginxFolder();
  try {
    const files = writtenFiles(generated, site, folder.path);
    for (const [name, text] of files) folder.write(name, text);
    const observed = await observe(binary, generated, site, folder, patience);
    const texts = new Map([...files].map(([name, text]) => [`${folder.path}/${name}`, text]));
    return judge(binary, generated, site, observed, simulator(binary, texts, `${folder.path}/nginx.conf`, parser));
  } finally {
    folder.remove();
  }
}

type Simulator = (request: GeneratedRequest, site: Site) => Simulation | undefined;

function simulator({ version }: NginxBinary, texts: ReadonlyMap<string, string>, main: string, parser: Parser): Simulator {
  const nginx = parseVersion(version);
  if (nginx === undefined) throw new Error(`${version} is no version`);
  const workspace = memoryWorkspace(parser, texts);
  const config = buildConfig(workspace, main);
  const refused = refusalOf(workspace, main, { nginx });
  const options = { nginx, workspace, refusals: refused === undefined ? [] : [refused] };
  return ({ head, port }, { ports }) => {
    const request = parseRequest(head);
    const connection = { port: ports[port - 1], tls: port === 3, remoteAddress: '127.0.0.1' };
    return request === undefined ? undefined : simulate(config, request, connection, options);
  };
}

function judge(
  { version }: NginxBinary,
  { requests }: GeneratedConfig,
  site: Site,
  observed: readonly Observed[] | Refused,
  simulated: Simulator,
): Comparison {
  const refused = 'message' in observed;
  const all = requests.map((request, index) => {
    const simulation = simulated(request, site);
    const seen = refused ? undefined : observed[index];
    return { request, seen, simulation, unknown: simulation?.verdict.kind === 'unknown' };
  });
  const errors = all[0]?.simulation?.errors ?? [];
  const [told = '', expected = ''] = [spoken(errors[0]), refused ? spoken(observed) : 'accepted'].map(withoutBuild);
  // Whether a name is found depends on the machine.
  const disagreements: Disagreement[] =
    told === expected || expected.startsWith('host not found')
      ? []
      : [{ version, what: 'refusal', request: undefined, nginx: expected, simulation: told }];
  if (!refused && errors.length === 0) {
    for (const { request, seen, simulation, unknown } of all) {
      if (seen === undefined || unknown) continue;
      for (const [what, nginx, simulation_] of differences(seen, simulation))
        disagreements.push({ version, what, request, nginx, simulation: simulation_ });
    }
  }
  const unknowns = refused ? [] : all.filter((it) => it.unknown);
  return {
    disagreements,
    refused,
    requests: refused ? 0 : all.length,
    forwarded: all.filter(({ seen }) => (seen?.heads.length ?? 0) > 0).length,
    unknown: unknowns.length,
    reasons: unknowns.map(({ simulation }) => simulation?.verdict.reason ?? ''),
  };
}

type Difference = readonly [what: Disagreement['what'], nginx: string, simulation: string];

function differences(seen: Observed, simulation: Simulation | undefined): readonly Difference[] {
  if (simulation === undefined) return seen.status === 400 ? [] : [['request', `${seen.status}`, 'cannot be read']];
  const { verdict, head, steps } = simulation;
  const out: Difference[] = [];
  // A backend that is asked whether to let the request in answers as it likes, and may be the only one that receives anything.
  const before = steps.filter(({ what }) => what === takenAsAllowed).length;
  if (before > 0 && seen.heads.length === before) return out;
  const expected = expectedStatus(simulation);
  if (expected !== undefined && `${seen.status}` !== expected)
    out.push(['status', `${seen.status}${seen.error === undefined ? '' : ` ${seen.error}`}`, `${expected}: ${verdict.reason}`]);
  const received = seen.heads[before];
  if (seen.accepted && verdict.kind === 'fails') out.push(['verdict', 'the handshake succeeds', verdict.reason]);
  if (!seen.accepted && verdict.kind === 'connects') out.push(['verdict', 'the handshake fails', verdict.reason]);
  const isKnown = head !== undefined || simulation.upstream === undefined;
  if (isKnown && received !== head) out.push(['head', received ?? 'nothing', `${head ?? 'nothing'} (${verdict.reason})`]);
  // What the backend refused may be answered by another location (error_page).
  const answered = seen.heads.length === 0 || seen.status === 101;
  const mark = markOf(simulation.location?.level ?? simulation.server?.level);
  if (answered && seen.mark !== undefined && mark !== undefined && seen.mark !== mark)
    out.push(['location', seen.mark, `${mark}: ${verdict.reason}`]);
  return out;
}

/** As text; `undefined` when the backend decides. The backends here are lenient: they switch protocols over HTTP/1.0 too. */
function expectedStatus({ verdict, upstream }: Simulation): string | undefined {
  if (verdict.status !== undefined) return `${verdict.status}`;
  if (verdict.kind === 'connects') return '101';
  return upstream === undefined ? 'closed' : undefined;
}

function markOf(level: Level | undefined): string | undefined {
  const marks = level?.own.get('add_header')?.filter(({ directive }) => directive.args[0]?.text === 'X-Mark');
  return marks?.[0]?.directive.args[1]?.text;
}

/** The words of PCRE and PCRE2 differ, and either may be built in. */
function withoutBuild(message: string): string {
  return message.replace(/^pcre2?_compile\(\) failed: .*? in "/, 'pcre_compile() failed in "');
}

function spoken(
  refusal: { readonly message: string; readonly path?: string | undefined; readonly line?: number | undefined } | undefined,
): string {
  if (refusal === undefined) return 'accepted';
  const place = refusal.path === undefined ? '' : ` in ${refusal.path}${refusal.line === undefined ? '' : `:${refusal.line}`}`;
  return refusal.message.endsWith(place) ? refusal.message : refusal.message + place;
}
