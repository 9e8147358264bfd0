/** "Watch handshakes": the logs are followed as long as somebody wants it, and the editor is told what they say. They end with the server. */
import type { Connection } from 'vscode-languageserver';
import type { PanelPage } from '../../../protocol/panel.ts';
import {
  startWatchRequest,
  stopWatchRequest,
  watchedNotification,
  watchPageRequest,
  type StartWatchParams,
  type StartWatchResult,
  type StopWatchResult,
  type WatchedParams,
} from '../../../protocol/watch.ts';
import type { Anchor } from '../config/model.ts';
import type { Placed } from '../features/panel/spans.ts';
import { watchPage } from '../watch/page.ts';
import type { Watch } from '../watch/watch.ts';
import type { Answers } from './answer.ts';
import type { Client } from './client.ts';
import { placesIn } from './panel.ts';
import type { Session, World } from './session.ts';
import type { Targets } from './targets.ts';
import type { View } from './views.ts';

export interface WatchRequests {
  readonly connection: Connection;
  readonly client: Pick<Client, 'trusted'>;
  readonly session: Session;
  readonly world: Pick<World, 'startWatch' | 'run'>;
  readonly answers: Answers;
  readonly targets: Pick<Targets, 'of' | 'facts'>;
}

/** Registers the requests. Nothing is read before one of them asks for it. */
export function answerWatch({ connection, client, session, world, answers, targets }: WatchRequests): void {
  let watch: Watch | undefined;
  let uri = '';
  let view: View | undefined;
  let timer: NodeJS.Timeout | undefined;
  let known = new WeakMap<Anchor, Placed>();

  /** What the document showed while it was open. */
  const look = (): View | undefined => {
    const document = session.documents.byUri(uri);
    if (document !== undefined) view = session.viewOf(document);
    return view;
  };
  const page = (): PanelPage | null => {
    const shown = look();
    const [analysis] = shown?.analyses ?? [];
    if (watch === undefined || shown === undefined || analysis === undefined) return null;
    const places = placesIn(analysis, shown);
    return watchPage(watch.seen(), {
      ...places,
      ofAnchor(at) {
        // A line that was edited is another one: where it stood last is near.
        const found = places.ofAnchor(at) ?? known.get(at);
        if (found !== undefined) known.set(at, found);
        return found;
      },
    });
  };
  const changed = (): void => {
    timer ??= setTimeout(() => {
      timer = undefined;
      const now = page();
      if (now !== null) void connection.sendNotification(watchedNotification, { page: now } satisfies WatchedParams);
    }, atMostEvery);
  };
  const stop = async (): Promise<StopWatchResult> => {
    const stopped = watch?.seen().running === true;
    await watch?.stop();
    clearTimeout(timer);
    timer = undefined;
    return { stopped, page: page() };
  };

  connection.onRequest(
    startWatchRequest,
    answers<StartWatchParams, StartWatchResult>({
      method: startWatchRequest,
      uri: (params) => params.uri,
      empty: () => ({ complaint: 'Open a file of the configuration first.' }),
      async answer(_params, document) {
        const { run, startWatch } = world;
        if (!client.trusted) return { complaint: 'No log is read in a workspace that is not trusted.' };
        if (run === undefined || startWatch === undefined) return { complaint: 'No log can be read here.' };
        const [analysis] = session.viewOf(document).analyses;
        if (analysis === undefined) return { complaint: 'This file belongs to no configuration.' };
        await stop();
        uri = document.uri;
        known = new WeakMap();
        const target = targets.of(document.path);
        const facts = await targets.facts(target);
        const started = await startWatch({
          analysis: () => look()?.analyses[0] ?? analysis,
          target,
          built: 'unreachable' in facts ? {} : facts,
          run,
          changed,
        });
        if ('refusal' in started) return { complaint: started.refusal };
        watch = started;
        const now = page();
        return now === null ? { complaint: 'This file belongs to no configuration.' } : { page: now };
      },
    }),
  );
  connection.onRequest(stopWatchRequest, stop);
  connection.onRequest(watchPageRequest, page);
}

/** In ms. */
const atMostEvery = 300;
