/** A real WebSocket for the editor. Nothing is sent before the request, and nothing in a workspace that is not trusted. */
import { CancellationToken, type Connection } from 'vscode-languageserver';
import type { PanelAction, PanelPage } from '../../../protocol/panel.ts';
import {
  probeCommand,
  probePageRequest,
  probeRequest,
  probingNotification,
  type ProbeCommandArgument,
  type ProbeParams,
  type ProbeResult,
  type ProbingParams,
} from '../../../protocol/probe.ts';
import { readEndpoint } from '../probe/endpoint.ts';
import { judge, type Judgement } from '../probe/judgement.ts';
import type { Observation, ProbeRequest } from '../probe/model.ts';
import { askingPage, probePage } from '../probe/page.ts';
import type { Answers } from './answer.ts';
import type { Client } from './client.ts';
import { urlActions, urlWays } from './panel.ts';
import type { Session, World } from './session.ts';

export interface ProbeRequests {
  readonly connection: Connection;
  readonly client: Pick<Client, 'trusted'>;
  readonly session: Session;
  readonly world: Pick<World, 'probe'>;
  readonly answers: Answers;
}

/** The last one, and what it asked. */
interface Last {
  readonly params: ProbeParams;
  readonly seen: Observation;
  readonly judgement: Judgement;
  readonly stopped: boolean;
}

export function answerProbe({ connection, client, session, world, answers }: ProbeRequests): void {
  let last: Last | undefined;

  /** Beside the configuration as it is now, where it is open still. */
  const pageOf = async ({ params, seen, judgement, stopped }: Last): Promise<PanelPage> => {
    const { url } = params;
    const alone = probePage({ url, seen, judgement, stopped, simulated: undefined, actions: actionsOf(params, seen, judgement) });
    const beside = answers<ProbeParams, PanelPage>({
      method: probeRequest,
      uri: ({ uri }) => uri,
      empty: () => alone,
      answer(_, document) {
        const view = session.viewOf(document);
        const found = urlWays(url, view);
        if (found === undefined) return alone;
        const actions = [
          ...urlActions(params, found, view, session.actionContext(document)),
          ...actionsOf(params, seen, judgement),
        ];
        return probePage({ url, seen, judgement, stopped, simulated: found, actions });
      },
    });
    return beside(params, CancellationToken.None);
  };

  connection.onRequest(probeRequest, async (params: ProbeParams, token: CancellationToken): Promise<ProbeResult> => {
    if (!client.trusted)
      return { complaint: 'Nothing is sent from a workspace that is not trusted: “Manage Workspace Trust” changes that.' };
    if (world.probe === undefined) return { complaint: 'This server cannot open connections.' };
    const endpoint = readEndpoint(params.url);
    if (typeof endpoint === 'string') return { complaint: `${params.url} ${endpoint}` };
    const stop = new AbortController();
    token.onCancellationRequested(() => {
      stop.abort();
    });
    const tell = (passed: number): void => {
      const page = askingPage(params.url, passed, hold);
      void connection.sendNotification(probingNotification, { page } satisfies ProbingParams);
    };
    const request = toRequest(params, stop.signal);
    const { hold } = request;
    tell(0);
    const seen = await world.probe(request, tell);
    last = { params, seen, judgement: judge(seen, hold), stopped: stop.signal.aborted };
    return { connected: last.judgement.verdict === 'connected', page: await pageOf(last) };
  });
  connection.onRequest(probePageRequest, () => (last === undefined ? null : pageOf(last)));
}

/** What a browser sends. */
function toRequest(
  { url, hold = 0, insecure = false, protocol = protocolOf(url) }: ProbeParams,
  signal: AbortSignal,
): ProbeRequest {
  const seconds = Number.isFinite(hold) ? Math.max(0, Math.min(hold, longestHold)) : 0;
  return { url, headers: [], subprotocols: [], resolutions: [], insecure, protocol, hold: seconds, patience, signal };
}

/** In seconds: a day. */
const longestHold = 86_400;
/** In ms. */
const patience = 10_000;

/** Engine.IO's own path asks for its own way, unless a transport is named. */
function protocolOf(url: string): ProbeRequest['protocol'] {
  return /^[^?#]*\/socket\.io\/?(?:[?#]|$)/.test(url) && !/[?&]transport=/.test(url) ? 'socketio' : 'websocket';
}

function actionsOf(
  { uri, url, ...asked }: ProbeParams,
  { failure, connected, answer }: Observation,
  { answeredBy }: Judgement,
): readonly PanelAction[] {
  const again = (title: string, more: Partial<ProbeParams>): PanelAction => {
    const argument: ProbeCommandArgument = { uri, url, ...asked, ...more, sure: true };
    return { title, command: probeCommand, arguments: [argument] };
  };
  const isMute = connected && (asked.hold ?? 0) === 0;
  const isOdd = answeredBy.who === 'backend' && answer?.status === 400 && (asked.protocol ?? protocolOf(url)) === 'websocket';
  return [
    again('Test again', {}),
    ...(isMute ? [again(`Hold it open for ${beyondDefault} s`, { hold: beyondDefault })] : []),
    ...(failure?.step === 'tls' && asked.insecure !== true ? [again('Test again with any certificate', { insecure: true })] : []),
    ...(isOdd
      ? [again('As Socket.IO’s client', { protocol: 'socketio' }), again('As SignalR’s client', { protocol: 'signalr' })]
      : []),
  ];
}

/** In seconds: longer than `proxy_read_timeout` where nothing sets it. */
const beyondDefault = 70;
