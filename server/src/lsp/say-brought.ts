/** “Say that a module brings …”: an unknown directive goes to the settings, by a command of our own extension. */
import { CodeActionKind, type CodeAction } from 'vscode-languageserver';
import { addDirectiveCommand } from '../../../protocol/add-directive.ts';
import { isDirectiveName, writeBrought } from '../reference/brought.ts';
import { unknownDirective } from '../rules/validity/unknown-directive.ts';
import type { ActionContext } from './code-actions.ts';
import { toDiagnostic, type Found } from './diagnostics.ts';

/** None for other findings, and for words that no module can bring. */
export function sayBroughtAction({ finding }: Found, { analyses, places, uri }: ActionContext): readonly CodeAction[] {
  const file = finding.rule === unknownDirective.id ? analyses[0]?.workspace.open(finding.path) : undefined;
  if (file === undefined || 'unreadable' in file) return [];
  const directive = file.tree.pathAt(finding.start).findLast((it) => it.kind === 'directive');
  const name = directive?.name.text ?? '';
  if (directive === undefined || !isDirectiveName(name)) return [];
  const title = `Say that a module brings ${name}`;
  const isBlock = directive.block !== undefined || directive.rawBody !== undefined;
  const command = { title, command: addDirectiveCommand, arguments: [uri, writeBrought(name, isBlock)] };
  return [{ title, kind: CodeActionKind.QuickFix, diagnostics: [toDiagnostic(finding, places, true)], command }];
}
