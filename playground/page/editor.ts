/** The editor: CodeMirror with what the language server knows. */
import {
  findReferencesKeymap,
  formatKeymap,
  hoverTooltips,
  jumpToDefinitionKeymap,
  renameKeymap,
  serverCompletion,
  signatureHelp,
  type LSPClient,
} from '@codemirror/lsp-client';
import { lintGutter, setDiagnostics, type Diagnostic as Mark } from '@codemirror/lint';
import { Compartment, EditorState, type Extension } from '@codemirror/state';
import { EditorView, keymap, placeholder } from '@codemirror/view';
import { basicSetup } from 'codemirror';
import type { Place } from '../../protocol/place.ts';
import type { FixOffer, Found } from './asked.ts';
import { nginxColours, nginxLanguage } from './nginx-language.ts';
import type { MakeState } from './open-files.ts';

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const scheme = new Compartment();

export function createView(parent: HTMLElement): EditorView {
  const view = new EditorView({ parent });
  dark.addEventListener('change', () => {
    view.dispatch({ effects: scheme.reconfigure(EditorView.darkTheme.of(dark.matches)) });
  });
  return view;
}

/** `edited`: by whoever sits in front of it, in which a paste is one of its own kind. */
export function stateMaker(client: LSPClient, edited: (pasted: boolean) => void): MakeState {
  const own: Extension = [
    basicSetup,
    nginxLanguage,
    nginxColours,
    lintGutter(),
    EditorView.lineWrapping,
    scheme.of(EditorView.darkTheme.of(dark.matches)),
    placeholder('Paste a configuration here, or drop a file, a folder, or what nginx -T prints.'),
    EditorView.contentAttributes.of({
      'aria-label': 'nginx configuration',
      tabindex: '0',
      spellcheck: 'false',
      autocapitalize: 'off',
    }),
    EditorView.updateListener.of(({ docChanged, transactions }) => {
      if (docChanged) edited(transactions.some((it) => it.isUserEvent('input.paste')));
    }),
    serverCompletion(),
    hoverTooltips(),
    signatureHelp(),
    keymap.of([...formatKeymap, ...renameKeymap, ...jumpToDefinitionKeymap, ...findReferencesKeymap]),
  ];
  return (uri, text) => EditorState.create({ doc: text, extensions: [own, client.plugin(uri, 'nginx')] });
}

/** Squiggles, signs beside the lines, and buttons under the words of each. */
export function mark(view: EditorView, found: readonly Found[], fix: (offer: FixOffer) => void): void {
  const marks = found.map(({ diagnostic, fixes }): Mark => {
    const { from, to } = spanOf(view, diagnostic.range);
    const actions = fixes.map((offer) => ({
      name: offer.title,
      apply() {
        fix(offer);
      },
    }));
    return { from, to, severity: severities[diagnostic.severity ?? 1], message: diagnostic.message, actions };
  });
  view.dispatch(setDiagnostics(view.state, marks));
}

const severities = ['error', 'error', 'warning', 'info', 'hint'] as const;

/** Shows a place of the file in front, and puts the cursor there. */
export function goTo(view: EditorView, range: Place['range']): void {
  const { from, to } = spanOf(view, range);
  view.dispatch({ selection: { anchor: from, head: to }, effects: EditorView.scrollIntoView(from, { y: 'center' }) });
  view.focus();
}

function spanOf({ state: { doc } }: EditorView, { start, end }: Place['range']): { from: number; to: number } {
  const offsetOf = ({ line, character }: Place['range']['start']): number => {
    const { from, length } = doc.line(Math.max(1, Math.min(line + 1, doc.lines)));
    return from + Math.min(character, length);
  };
  return { from: offsetOf(start), to: Math.max(offsetOf(start), offsetOf(end)) };
}
