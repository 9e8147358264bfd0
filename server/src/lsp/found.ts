/** Says in the output channel what answers stand on: versions, main files, includes that cannot be followed. Each once, until it changes. */
import type { Connection } from 'vscode-languageserver';
import { oneLine } from '../analysis/one-line.ts';
import { unfollowed } from '../project/unread.ts';
import type { Folders } from './folders.ts';
import type { Session } from './session.ts';

export interface Found {
  /** From now on; `introduction` is the first line. */
  readonly begin: (introduction: string) => void;
  /** All documents were looked at: what is different from the last time is told, when they are left alone for a while. */
  readonly updated: () => void;
}

export function createFound(connection: Connection, folders: Folders, session: Session): Found {
  const { console } = connection;
  const told = new Map<string, string>();
  let begun = false;
  let waiting: ReturnType<typeof setTimeout> | undefined;

  const isNews = (about: string, text: string): boolean => {
    if (told.get(about) === text) return false;
    told.set(about, text);
    return true;
  };
  const inform = (about: string, text: string): void => {
    if (isNews(about, text)) console.info(oneLine(text, longest));
  };

  const tellFolders = (): void => {
    for (const folder of folders.all()) {
      inform(`main files of ${folder}`, mainFilesIn(folder, session.mainFiles.below(folder)));
      inform(`nginx of ${folder}`, `${folder} is judged for ${folders.of(`${folder}/`).nginx.words}`);
    }
    if (folders.all().length === 0) inform('nginx', `Files are judged for ${folders.of('').nginx.words}`);
  };

  const tellDocuments = (): void => {
    for (const document of session.documents.all()) {
      for (const { config } of session.analysesOf(document)) {
        for (const { sentence, isUsual } of unfollowed(config)) {
          if (!isNews(sentence, '')) continue;
          if (isUsual) console.info(sentence);
          else console.warn(sentence);
        }
      }
    }
  };

  return {
    begin(introduction) {
      begun = true;
      console.info(introduction);
      tellFolders();
    },
    updated() {
      clearTimeout(waiting);
      waiting = setTimeout(() => {
        if (!begun) return;
        tellFolders();
        tellDocuments();
      }, pause);
    },
  };
}

function mainFilesIn(folder: string, paths: readonly string[]): string {
  const names = paths.slice(0, mostNamed).map((path) => path.slice(folder.length + 1));
  const more = paths.length > mostNamed ? ', …' : '';
  return `${paths.length} main ${paths.length === 1 ? 'file' : 'files'} in ${folder}${names.length === 0 ? '' : `: ${names.join(', ')}${more}`}`;
}

const mostNamed = 20;
/** UTF-16 units. */
const longest = 10_000;

/** Milliseconds: half a path that is being typed is no include that is missing. */
const pause = 1500;
