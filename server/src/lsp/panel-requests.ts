/** What the panel asks: simulations, the fix that lets a URL through, the URL of a place. */
import type { Connection } from 'vscode-languageserver';
import {
  fixUrlRequest,
  simulateRequest,
  urlAtRequest,
  type FixUrlParams,
  type FixUrlResult,
  type SimulateParams,
  type SimulateResult,
  type UrlAtParams,
  type UrlAtResult,
} from '../../../protocol/simulate.ts';
import { urlAt } from '../features/panel/url-at.ts';
import type { Answers } from './answer.ts';
import { ownRequests } from './own.ts';
import { toSimulation, toUrlFix } from './panel.ts';
import type { Session } from './session.ts';
import { placeAt } from './views.ts';

export interface PanelRequests {
  readonly connection: Connection;
  readonly session: Session;
  readonly answers: Answers;
}

export function answerPanelRequests({ connection, session, answers }: PanelRequests): void {
  const { viewOf, actionContext } = session;
  const own = ownRequests(connection, answers);
  own<SimulateParams, SimulateResult>(simulateRequest, (params, document) =>
    toSimulation(params, viewOf(document), actionContext(document)),
  );
  own<FixUrlParams, FixUrlResult>(fixUrlRequest, async (params, document) => {
    const edit = toUrlFix(params, viewOf(document), actionContext(document));
    if (edit === null) return { applied: false };
    const { applied } = await connection.workspace.applyEdit({ label: params.title, edit });
    return { applied };
  });
  own<UrlAtParams, UrlAtResult>(urlAtRequest, ({ position }, document) => {
    const view = viewOf(document);
    const at = placeAt(view, position);
    const [analysis] = view.analyses;
    return at === undefined || analysis === undefined ? null : (urlAt(analysis, at.path, at.offset) ?? null);
  });
}
