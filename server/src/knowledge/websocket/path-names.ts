/** What the path of a location says of WebSockets. Whole segments count, and never one common English word alone. */
import { bounded } from '../../query/bounded.ts';
import { socketPathIn } from '../../reference/apps.ts';

/** Path segments that stand for nothing but a WebSocket endpoint. */
const websocketSegment =
  /^(ws|wss|websockets?|web-socket|websocket[-_]?\w+|\w+[-_]?websockets?|ws[-_]\w+|\w+[-_]ws|socket\.?io|sockjs(-node)?|websockify|cable|signalr)$/;

/** Segments that often do; all but those of `specific` are words of other trades too. */
const likelySegment = /^(socket|realtime|webrtc|live|hub|novnc|vnc|_stcore|channels|terminal|ttyd|kernels)$/;
const specific = /^(socket|realtime|webrtc|novnc|vnc|_stcore|ttyd|kernels)$/;

/** Pages and files: behind `ws` or `websocket` they make it what a site tells of it, `ws-docs` or `/ws/static/`. */
const pages =
  /^(docs?|documentation|guides?|help|manuals?|tutorials?|blog|news|articles?|examples?|samples?|demos?|static|assets?|dist|build|img|images|css|js|fonts?|lib|downloads?)$/;

/** Where sites keep what they tell, and their files: `/docs/websockets`. */
const texts = /^(docs?|documentation|guides?|blog|news|articles?|static|assets)$/;

/** What answers ordinary requests below the path of a WebSocket. */
const requests =
  /^(health|healthz|healthcheck|ready|readyz|ping|metrics|stats|statistics|status|info|version|negotiate|auth|login|token|tickets?|api|rest|soap|services?|swagger|openapi|wsdl|admin|tests?)$/;

/** Does a path name the endpoint of Socket.IO, or of Engine.IO below it? */
export function isSocketio(path: string): boolean {
  return /(socket|engine)\\?\.io/i.test(path);
}

/** `strong`: it names WebSockets. `weak`: paths with that word often carry them. */
export const namesWebsocket = bounded(2000, (path): 'strong' | 'weak' | undefined => {
  const text = plainText(path);
  const socket = socketPathIn(text);
  if (socket !== undefined) return isOrdinary(segmentsIn(text.slice(socket.end))) ? undefined : 'strong';
  const segments = segmentsIn(text);
  const at = segments.findIndex(isWebsocket);
  if (at < 0) return likelySegment.test(segments.at(-1) ?? '') ? 'weak' : undefined;
  const behind = segments.slice(at + 1);
  if (isOrdinary(behind) || segments.slice(0, at).some((it) => texts.test(it))) return undefined;
  // `/ws/2/`: web services have their version there.
  return segments[at] === 'ws' && behind.some((it) => /^v?\d+(\.\d+)*$/.test(it)) ? 'weak' : 'strong';
});

/** The application whose socket has that path, wherever it is mounted; `undefined` where none is known. */
export function appAtPath(path: string): string | undefined {
  return socketPathIn(plainText(path))?.app;
}

/** Of a path that names WebSockets weakly: is its word one that hardly anything else uses? */
export function isSpecific(path: string): boolean {
  return specific.test(segmentsIn(plainText(path)).at(-1) ?? '');
}

/** Lower case, and a pattern without what is no name in it. */
function plainText(path: string): string {
  // A list of file extensions such as `\.(js|css|ws)$` names files; `(?!ws)` says what is not meant.
  if (path.includes('\\.(') || path.startsWith('@')) return '';
  return path
    .toLowerCase()
    .replace(/\(\?<?![^()]*\)/g, '/')
    .replaceAll('\\.', '.');
}

function segmentsIn(text: string): readonly string[] {
  return text.split(/[^a-z0-9._-]+/).filter((segment) => /[a-z0-9]/.test(segment));
}

function isWebsocket(segment: string): boolean {
  return (
    websocketSegment.test(segment) &&
    !segment
      .split(/[-_]/)
      .slice(1)
      .some((word) => pages.test(word))
  );
}

/** Behind the segment that names WebSockets there are files, or what answers ordinary requests. */
function isOrdinary(behind: readonly string[]): boolean {
  return behind.some((it) => pages.test(it) || requests.test(it)) || /\.[a-z]\w{1,4}$/.test(behind.at(-1) ?? '');
}
