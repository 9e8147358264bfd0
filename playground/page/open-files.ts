/** The files of the configuration, all open at the server; the editor shows one of them. */
import { LSPPlugin, Workspace, type LSPClient, type WorkspaceFile } from '@codemirror/lsp-client';
import { ChangeSet, type EditorState, type Text, type TransactionSpec } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import type { TextEdit, WorkspaceEdit } from 'vscode-languageserver/browser';
import type { SharedFile } from './share.ts';

interface OpenFile extends WorkspaceFile {
  readonly path: string;
  /** As it was when it was last shown, or changed since. */
  state: EditorState;
}

type Update = ReturnType<Workspace['syncFiles']>[number];

/** A text, and the editor's own state for it. */
export type MakeState = (uri: string, text: string) => EditorState;

export class OpenFiles extends Workspace {
  override files: OpenFile[] = [];
  private readonly view: EditorView;
  private readonly makeState: MakeState;
  private shown: OpenFile | undefined;
  /** Never the same one twice, also where a file takes the place of another. */
  private versions = 0;

  constructor(client: LSPClient, view: EditorView, makeState: MakeState) {
    super(client);
    this.view = view;
    this.makeState = makeState;
  }

  /** These files and no others; the first one is shown. */
  replace(files: readonly SharedFile[]): void {
    for (const { uri } of this.files) this.client.didClose(uri);
    this.shown = undefined;
    this.files = files.map(({ path, text }) => {
      const uri = uriOf(path);
      const state = this.makeState(uri, text);
      const file: OpenFile = {
        uri,
        path,
        languageId: 'nginx',
        version: this.versions++,
        doc: state.doc,
        state,
        getView: () => (this.shown === file ? this.view : null),
      };
      return file;
    });
    for (const file of this.files) if (this.client.connected) this.client.didOpen(file);
    const [first] = this.files;
    if (first !== undefined) this.show(first.uri);
  }

  /** Puts a file in front, as it was left; nothing happens for one that is not here. */
  show(uri: string): void {
    const file = this.getFile(uri);
    if (file === null || file === this.shown) return;
    this.client.sync();
    if (this.shown !== undefined) this.shown.state = this.view.state;
    this.shown = file;
    this.view.setState(file.state);
  }

  get front(): OpenFile | undefined {
    return this.shown;
  }

  /** As they are at this moment. */
  texts(): readonly SharedFile[] {
    return this.files.map((file) => ({ path: file.path, text: this.textOf(file).toString() }));
  }

  textOf(file: OpenFile): Text {
    return file === this.shown ? this.view.state.doc : file.state.doc;
  }

  /** All edits or none: `false` where one of the files is not what the edits were made for. */
  apply({ documentChanges = [] }: WorkspaceEdit): boolean {
    const changes = documentChanges.flatMap((it) => ('edits' in it ? [it] : []));
    const files = changes.map(({ textDocument }) => this.getFile(textDocument.uri));
    const fits = changes.every(({ textDocument: { version } }, index) => {
      const file = files[index];
      return file?.version === version && this.textOf(file).eq(file.doc);
    });
    if (!fits || changes.length !== documentChanges.length) return false;
    for (const [index, { edits }] of changes.entries()) {
      const file = files[index];
      if (file) this.updateFile(file.uri, specOf(edits as readonly TextEdit[], this.textOf(file)));
    }
    return true;
  }

  override getFile(uri: string): OpenFile | null {
    return this.files.find((file) => file.uri === uri) ?? null;
  }

  override syncFiles(): readonly Update[] {
    return this.files.flatMap((file): Update[] => {
      const plugin = file === this.shown ? LSPPlugin.get(this.view) : null;
      const now = this.textOf(file);
      const prevDoc = file.doc;
      if (now === prevDoc || now.eq(prevDoc)) return [];
      const whole = (): ChangeSet => ChangeSet.of({ from: 0, to: prevDoc.length, insert: now }, prevDoc.length);
      const changes = plugin?.syncedDoc === prevDoc ? plugin.unsyncedChanges : whole();
      file.doc = now;
      file.version = this.versions++;
      plugin?.clear();
      return [{ file, prevDoc, changes }];
    });
  }

  override updateFile(uri: string, update: TransactionSpec): void {
    const file = this.getFile(uri);
    if (file === null) return;
    if (file === this.shown) this.view.dispatch(update);
    else file.state = file.state.update(update).state;
  }

  override displayFile(uri: string): Promise<EditorView | null> {
    this.show(uri);
    return Promise.resolve(this.shown?.uri === uri ? this.view : null);
  }

  /** Files are open from the moment they are given, whether the editor shows them or not. */
  override openFile(): void {
    return;
  }

  override closeFile(): void {
    return;
  }
}

function specOf(edits: readonly TextEdit[], doc: Text): TransactionSpec {
  const offsetOf = ({ line, character }: TextEdit['range']['start']): number => {
    const { from, length } = doc.line(Math.min(line + 1, doc.lines));
    return line >= doc.lines ? doc.length : from + Math.min(character, length);
  };
  const changes = edits.map(({ range, newText }) => ({ from: offsetOf(range.start), to: offsetOf(range.end), insert: newText }));
  return { changes, userEvent: 'input.fix' };
}

/** Each part of the path by itself: names may hold anything. */
export function uriOf(path: string): string {
  return `file://${path.split('/').map(encodeURIComponent).join('/')}`;
}
