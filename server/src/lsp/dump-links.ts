/** Links from the `# configuration file` lines of a dump to the files here. */
import type { DocumentLink } from 'vscode-languageserver';
import type { OpenDocument } from './documents.ts';
import { aboutPath } from './folders.ts';
import type { Session } from './session.ts';
import type { TargetPlaces } from './target-places.ts';
import type { Targets } from './targets.ts';
import { uriOf } from './uris.ts';

export interface DumpLinksOptions {
  readonly session: Session;
  readonly targets: Targets;
  readonly places: TargetPlaces;
}

/** None for a document that is no dump; a file that is not here has no link. */
export async function dumpLinks(document: OpenDocument, { session, targets, places }: DumpLinksOptions): Promise<DocumentLink[]> {
  const { isDump, files } = session.viewOf(document);
  if (!isDump) return [];
  const about = aboutPath(document.path);
  const main = about === document.path ? undefined : (await places.configurationOf(uriOf(about))).main;
  const mapping = await places.mappingFor(about, targets.of(about), { there: files[0]?.path, here: main });
  const links = files.map(async ({ path, start }): Promise<DocumentLink | undefined> => {
    // A dump that came from elsewhere may still be of this machine.
    const here = await places.here(path, about === document.path ? { ...mapping, isHere: true } : mapping);
    if (here === undefined) return undefined;
    const { text, source } = document;
    const lineStart = text.offsetAt({ line: text.positionAt(start).line - 1, character: 0 });
    const named = lineStart + source.slice(lineStart, start).indexOf(path);
    const range = { start: text.positionAt(named), end: text.positionAt(named + path.length) };
    return { range, target: uriOf(here), tooltip: here };
  });
  return (await Promise.all(links)).filter((it) => it !== undefined);
}
