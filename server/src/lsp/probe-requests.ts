/** A real WebSocket for the editor. Nothing is sent before the request, and nothing in a workspace that is not trusted. */
import { CancellationToken, type Connection } from 'vscode-languageserver';
import type { PanelPage } from '../../../protocol/panel.ts';
import {
  probePageRequest,
  probeRequest,
  probingNotification,
  type ProbeParams,
  type ProbeResult,
  type ProbingParams,
} from '../../../protocol/probe.ts';
import { judge, type Judgement } from '../probe/judgement.ts';
import type { Observation } from '../probe/model.ts';
import { askingPage, probePage, type Found } from '../probe/page.ts';
import type { Answers } from './answer.ts';
import type { Client } from './client.ts';
import { urlActions, urlWays } from './panel.ts';
import { probeActions } from './probe-actions.ts';
import { askedInWords, readAsked } from './probe-asked.ts';
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
  readonly origin: Found | undefined;
}

export function answerProbe({ connection, client, session, world, answers }: ProbeRequests): void {
  let last: Last | undefined;

  /** Beside the configuration as it is now, where it is open still. */
  const pageOf = async ({ params, ...found }: Last): Promise<PanelPage> => {
    const { url } = params;
    const own = probeActions(params, found.seen, found.judgement);
    const said = { url, ...found, asked: askedInWords(params) };
    const alone = probePage({ ...said, simulated: undefined, actions: own });
    const beside = answers<ProbeParams, PanelPage>({
      method: probeRequest,
      uri: ({ uri }) => uri,
      empty: () => alone,
      answer(_, document) {
        const view = session.viewOf(document);
        const ways = urlWays(url, view);
        if (ways === undefined) return alone;
        const actions = [...urlActions(params, ways, view, session.actionContext(document)), ...own];
        return probePage({ ...said, simulated: ways, actions });
      },
    });
    return beside(params, CancellationToken.None);
  };

  connection.onRequest(probeRequest, async (params: ProbeParams, token: CancellationToken): Promise<ProbeResult> => {
    if (!client.trusted)
      return { complaint: 'Nothing is sent from a workspace that is not trusted: “Manage Workspace Trust” changes that.' };
    if (world.probe === undefined) return { complaint: 'This server cannot open connections.' };
    const stop = new AbortController();
    const asked = readAsked(params, stop.signal);
    if ('problem' in asked) return { complaint: asked.problem };
    token.onCancellationRequested(() => {
      stop.abort();
    });
    const tell = (passed: number): void => {
      const page = askingPage(params.url, passed, hold);
      void connection.sendNotification(probingNotification, { page } satisfies ProbingParams);
    };
    const { request, origin } = asked;
    const { hold } = request;
    tell(0);
    const seen = await world.probe(request, tell);
    const there =
      origin === undefined || stop.signal.aborted
        ? undefined
        : await world.probe({ ...request, hold: 0, resolutions: [origin, ...request.resolutions] });
    last = {
      ...{ params, seen, judgement: judge(seen, hold), stopped: stop.signal.aborted },
      origin: there && { seen: there, judgement: judge(there, 0) },
    };
    return { connected: last.judgement.verdict === 'connected', page: await pageOf(last) };
  });
  connection.onRequest(probePageRequest, () => (last === undefined ? null : pageOf(last)));
}
