/** The last lines of the error log, and which of them are about a request. */
import type { ErrorLine } from './error-line.ts';
import type { LoggedRequest } from './logged.ts';

export interface Errors {
  readonly add: (line: ErrorLine) => void;
  /** Of its connection; where the access log does not say which, of the same client and the same request line, each line for one request. */
  readonly of: (request: LoggedRequest) => readonly ErrorLine[];
}

export function createErrors(): Errors {
  let lines: readonly ErrorLine[] = [];
  return {
    add(line) {
      lines = [...lines, line].slice(-most);
    },
    of(request) {
      const found =
        request.connection === undefined
          ? alike(lines, request)
          : lines.filter(({ connection }) => connection === request.connection);
      if (found.length > 0) lines = lines.filter((it) => !found.includes(it));
      return found;
    },
  };
}

const most = 1000;

function alike(lines: readonly ErrorLine[], { method, target, client }: LoggedRequest): readonly ErrorLine[] {
  const first = lines.find(
    (it) => it.request?.startsWith(`${method} ${target} `) === true && (client === undefined || it.client === client),
  );
  return first === undefined ? [] : lines.filter(({ connection }) => connection === first.connection);
}
