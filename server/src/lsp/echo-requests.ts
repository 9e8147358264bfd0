/** The echo backends that the editor asked for, and what it is told of them. They end with the server. */
import type { Connection } from 'vscode-languageserver';
import { fileNameOf } from '../config/include.ts';
import {
  echoedNotification,
  echoPageRequest,
  startEchoRequest,
  stopEchoRequest,
  type EchoedParams,
  type StartEchoParams,
  type StartEchoResult,
  type StopEchoResult,
} from '../../../protocol/echo.ts';
import type { PanelPage } from '../../../protocol/panel.ts';
import { locate } from '../analysis/edits.ts';
import type { Anchor } from '../config/model.ts';
import { compareArrived } from '../echo/compare.ts';
import { echoPage, type Heard, type PlaceOf } from '../echo/page.ts';
import { loopbackPortsAt } from '../echo/ports.ts';
import type { Echo, EchoRequest } from '../echo/server.ts';
import { tellComparison, type ToldComparison } from '../echo/words.ts';
import { asRead } from '../validity/problems.ts';
import type { Answers } from './answer.ts';
import type { Client } from './client.ts';
import type { Session, World } from './session.ts';
import type { View } from './views.ts';

export interface EchoRequests {
  readonly connection: Connection;
  readonly client: Pick<Client, 'trusted'>;
  readonly session: Session;
  readonly world: Pick<World, 'startEcho'>;
  readonly answers: Answers;
}

/** Registers the requests. Nothing listens before one of them asks for it. */
export function answerEcho({ connection, client, session, world, answers }: EchoRequests): void {
  const running = new Map<number, Echo>();
  let heard: readonly Heard[] = [];
  let others: readonly string[] = [];
  /** The document from which the last one was started, and what it showed while it was open. */
  let uri = '';
  let view: View | undefined;
  const known = new WeakMap<Anchor, NonNullable<ReturnType<PlaceOf>>>();

  const look = (): View | undefined => {
    const document = session.documents.byUri(uri);
    if (document !== undefined) view = session.viewOf(document);
    return view;
  };
  const page = (): PanelPage => {
    const shown = look();
    return echoPage([...running.keys()], heard, others, (at) => {
      // A line that was edited is another one: where it stood last is near.
      const found = (shown === undefined ? undefined : placeIn(shown, at)) ?? known.get(at);
      if (found !== undefined) known.set(at, found);
      return found;
    });
  };
  const tell = (): void => {
    void connection.sendNotification(echoedNotification, { page: page() } satisfies EchoedParams);
  };
  const besideNow = (request: EchoRequest, port: number): ToldComparison | undefined => {
    const analysis = look()?.analyses[0];
    if (analysis === undefined) return undefined;
    const { config, workspace, options } = analysis;
    const versions = options.nginxUpTo === undefined ? [options.nginx] : [options.nginxUpTo, options.nginx];
    return tellComparison(
      compareArrived(request.request, port, { config: asRead(config, workspace, options.build), workspace, versions }),
      port,
    );
  };

  const start = async (port: number): Promise<StartEchoResult> => {
    const known = running.get(port);
    if (known !== undefined) return { port, page: page() };
    if (world.startEcho === undefined) return { complaint: 'No backend can be started here.' };
    const echo = await world.startEcho(
      { port, strict: false },
      {
        arrived(request) {
          heard = [...heard, { port, request, beside: besideNow(request, port), ended: undefined }].slice(-mostKept);
          tell();
        },
        other(what) {
          others = [...others, what].slice(-mostOthers);
          tell();
        },
        ended(number, after, code, by) {
          const ended = `its WebSocket was closed after ${after.toFixed(1)} s by ${by === 'backend' ? 'this backend' : 'nginx'} (${code})`;
          heard = heard.map((it) => (it.port === port && it.request.number === number ? { ...it, ended } : it));
          tell();
        },
      },
    );
    if ('refusal' in echo) return { complaint: echo.refusal };
    running.set(port, echo);
    return { port, page: page() };
  };

  const stop = async (): Promise<StopEchoResult> => {
    const all = [...running.values()];
    running.clear();
    await Promise.all(all.map((echo) => echo.stop()));
    return { stopped: all.length, page: page() };
  };

  connection.onRequest(
    startEchoRequest,
    answers<StartEchoParams, StartEchoResult>({
      method: startEchoRequest,
      uri: (params) => params.uri,
      empty: () => ({ complaint: 'Open a file of the configuration first.' }),
      async answer({ position, port }, document) {
        if (!client.trusted) return { complaint: 'No backend is started in a workspace that is not trusted.' };
        if (running.size === 0) [heard, others] = [[], []];
        uri = document.uri;
        if (port !== undefined) return start(port);
        const [analysis] = session.analysesOf(document);
        const at = position === undefined ? undefined : document.text.offsetAt(position);
        const here = analysis === undefined ? [] : loopbackPortsAt(analysis, document.path, at);
        const ports = here.length > 0 || analysis === undefined ? here : loopbackPortsAt(analysis, document.path);
        const [only, ...more] = ports;
        if (only === undefined) return { complaint: 'No `proxy_pass` here leads to a port of this machine.' };
        return more.length > 0 ? { ports } : start(only);
      },
    }),
  );
  connection.onRequest(stopEchoRequest, stop);
  connection.onRequest(echoPageRequest, () => (running.size === 0 && heard.length === 0 ? null : page()));
}

function placeIn({ analyses: [analysis], places }: View, at: Anchor): ReturnType<PlaceOf> {
  const span = analysis === undefined ? undefined : locate(analysis.workspace, at);
  if (span === undefined) return undefined;
  const range = places.rangeOf(at.path, span);
  return {
    place: { uri: places.uriOf(at.path), range },
    label: `${fileNameOf(at.path)}:${range.start.line + 1}`,
  };
}

/** Requests that are shown. */
const mostKept = 50;
const mostOthers = 5;
