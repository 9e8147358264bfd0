/** Asks what is to be said of the files as they are now, and draws it: the verdict first, then the findings, then their fixes. */
import type { LSPClient } from '@codemirror/lsp-client';
import type { EditorView } from '@codemirror/view';
import { draw } from '../../client/src/panel/page/draw.ts';
import { element } from '../../client/src/panel/page/element.ts';
import { panelText, type PanelPage } from '../../protocol/panel.ts';
import type { Place } from '../../protocol/place.ts';
import { fixUrlCommand, type FixUrlParams } from '../../protocol/simulate.ts';
import {
  createAsking,
  findingsIn,
  fixAllIn,
  fixesIn,
  fixUrl,
  simulated,
  urlsIn,
  type Asking,
  type FixOffer,
  type Found,
} from './asked.ts';
import { goTo, mark } from './editor.ts';
import { drawFindings } from './findings.ts';
import type { OpenFiles } from './open-files.ts';
import { page, redraw, tell } from './page.ts';
import { remark } from './remark.ts';

export interface Check {
  /** In ms, unless it is asked for again until then. */
  readonly soon: (wait: number) => void;
}

export interface CheckOptions {
  readonly client: LSPClient;
  readonly view: EditorView;
  readonly files: OpenFiles;
  /** The files, each with how many findings are in it. */
  readonly show: (names: readonly { readonly uri: string; readonly title: string }[]) => void;
}

export function createCheck({ client, view, files, show }: CheckOptions): Check {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let turn = 0;
  let asking = createAsking(client);

  const soon = (wait: number): void => {
    turn++;
    page.findings.setAttribute('aria-busy', 'true');
    asking.cancel();
    clearTimeout(timer);
    timer = setTimeout(() => void askAll(turn), wait);
  };

  const go = ({ uri, range }: Place): void => {
    if (files.front?.uri !== uri) {
      files.show(uri);
      soon(0);
    }
    goTo(view, range);
  };

  const fix = async (offer: FixOffer): Promise<void> => {
    const edit = await offer.edit();
    if (edit === undefined || !files.apply(edit)) tell('The configuration has changed since.');
    soon(0);
  };
  const startFix = (offer: FixOffer): void => void fix(offer);

  const askAll = async (mine: number): Promise<void> => {
    asking = createAsking(client);
    try {
      await ask(mine, asking);
    } catch {
      if (mine !== turn) return;
      remark('The check did not come to an end. It is tried again with the next change.');
      page.findings.setAttribute('aria-busy', 'false');
    }
  };

  const ask = async (mine: number, asking: Asking): Promise<void> => {
    const { front } = files;
    if (front === undefined) return;
    client.sync();
    const isLate = (): boolean => mine !== turn;
    if (files.texts().every(({ text }) => text.trim() === '')) {
      drawNothing();
      return;
    }
    const urls = await urlsIn(asking, front.uri);
    const url = page.url.value.trim() || urls[0];
    const simulation = url === undefined ? null : await simulated(asking, { uri: front.uri, url });
    if (isLate()) return;
    page.urls.replaceChildren(...urls.map((it) => new Option(it)));
    drawVerdict(simulation?.page);
    const all = await Promise.all(files.files.map(async ({ uri }) => ({ uri, list: await findingsIn(asking, uri) })));
    if (isLate()) return;
    drawFound(all.flatMap(({ uri, list }) => list.map((diagnostic) => ({ uri, diagnostic, fixes: [] }))));
    const fixed = await Promise.all(all.map(({ uri, list }) => fixesIn(asking, uri, list)));
    const inBulk = await fixAllIn(asking, front.uri);
    if (isLate()) return;
    drawFound(fixed.flat(), inBulk);
    page.findings.setAttribute('aria-busy', 'false');
  };

  const drawNothing = (): void => {
    page.findings.setAttribute('aria-busy', 'false');
    redraw(page.verdict, [element('p', {}, 'Paste a configuration, and type the URL that fails.')]);
    redraw(page.findings, []);
    show([]);
    tell('');
  };

  const drawVerdict = (simulation: PanelPage | undefined): void => {
    if (simulation === undefined) {
      redraw(page.verdict, [element('p', {}, 'Type the URL that fails: no location here passes requests on to a backend.')]);
      return;
    }
    const actions = simulation.actions.filter(({ command }) => command === fixUrlCommand);
    const shown = { ...simulation, actions };
    const nodes = draw(
      { id: 'simulation', label: '', page: shown },
      false,
      (clicked) => {
        if (clicked.kind === 'copy') void navigator.clipboard.writeText(panelText(shown));
        else if (clicked.kind === 'action') void fixUrl(client, actions[clicked.index]?.arguments[0] as FixUrlParams);
        else if (clicked.kind === 'place') {
          const { place } = shown.sections[clicked.section]?.lines[clicked.line]?.[clicked.span] ?? {};
          if (place !== undefined) go(place);
        }
      },
      2,
    );
    redraw(page.verdict, nodes);
    tell(summary(shown));
    performance.mark('verdict');
  };

  const drawFound = (found: readonly Found[], all: readonly FixOffer[] = []): void => {
    const ordered = [...found].sort((a, b) => (a.diagnostic.severity ?? 1) - (b.diagnostic.severity ?? 1));
    redraw(page.findings, drawFindings({ found: ordered, all, nameOf: nameIn(files) }, { go, fix: startFix }));
    mark(
      view,
      found.filter(({ uri }) => uri === files.front?.uri),
      startFix,
    );
    show(
      files.files.map(({ uri, path }) => {
        const count = found.filter((it) => it.uri === uri).length;
        return { uri, title: count === 0 ? path : `${path} (${count} ${count === 1 ? 'finding' : 'findings'})` };
      }),
    );
  };

  return { soon };
}

/** What the page of a simulation begins with. */
function summary({ title, sections: [first] }: PanelPage): string {
  const lines = first?.lines.slice(0, 1).map((line) => line.map(({ text }) => text).join('')) ?? [];
  return [title, first?.heading ?? '', ...lines].filter((it) => it !== '').join('. ');
}

function nameIn({ files }: OpenFiles): (uri: string) => string {
  return (uri) => {
    const path = files.find((it) => it.uri === uri)?.path ?? '';
    return path.slice(path.lastIndexOf('/') + 1);
  };
}
