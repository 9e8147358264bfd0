/** What is said of the thing under the cursor, and of the arguments that are being written. */
import {
  MarkupKind,
  type Hover,
  type HoverParams,
  type SignatureHelp,
  type SignatureHelpParams,
  type SignatureInformation,
} from 'vscode-languageserver';
import { signaturesAt, type Signature } from '../features/documentation/signature.ts';
import type { Failures } from '../project/failures.ts';
import { loadDocumentation } from '../reference/descriptions.ts';
import { uriOfDocument } from './answer.ts';
import { toHover } from './hover.ts';
import type { Requests } from './requests.ts';

export function answerDocumentationRequests({ connection, client, session, answers }: Requests, failures: Failures): void {
  const uri = uriOfDocument;
  const empty = (): null => null;
  connection.onHover(
    answers<HoverParams, Hover | null>({
      method: 'textDocument/hover',
      uri,
      empty,
      async answer({ position }, document) {
        const documentation = await loadDocumentation();
        return toHover(session.viewOf(document), position, documentation, failures);
      },
    }),
  );
  connection.onSignatureHelp(
    answers<SignatureHelpParams, SignatureHelp | null>({
      method: 'textDocument/signatureHelp',
      uri,
      empty,
      async answer({ position }, document) {
        const documentation = await loadDocumentation();
        const { analyses, isDump } = session.viewOf(document);
        const [analysis] = analyses;
        if (isDump || analysis === undefined) return null;
        const found = signaturesAt(analysis, document.path, document.text.offsetAt(position), documentation);
        if (found === undefined) return null;
        const words = { kind: client.markdown ? MarkupKind.Markdown : MarkupKind.PlainText, value: found.words };
        return {
          signatures: found.all.map((it) => ({ ...toSignature(it, client.labelOffsets), documentation: words })),
          activeSignature: found.active,
          activeParameter: activeIn(found.all[found.active]),
        };
      },
    }),
  );
}

function toSignature(signature: Signature, withOffsets: boolean): SignatureInformation {
  const { label, parameters } = signature;
  return {
    label,
    parameters: parameters.map(({ start, end }) => ({ label: withOffsets ? [start, end] : label.slice(start, end) })),
    activeParameter: activeIn(signature),
  };
}

/** Behind the last one where there are no more: editors then mark none. */
function activeIn(signature: Signature | undefined): number {
  return signature?.active ?? signature?.parameters.length ?? 0;
}
