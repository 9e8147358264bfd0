/** Who wrote an answer: nginx itself, the backend through it, or something in front. */
import { fronts, type Front } from './fronts.data.ts';
import { headerOf, type Answer } from './model.ts';

export type Answerer = 'nginx' | 'backend' | 'front' | 'nobody';

export interface AnsweredBy {
  readonly who: Answerer;
  /** What stands in front, as far as the answer shows: it passed the answer on, or wrote it. */
  readonly front: Front | undefined;
  /** The signs, for people. */
  readonly signs: readonly string[];
}

export function answeredBy(answer: Answer | undefined): AnsweredBy {
  if (answer === undefined) return { who: 'nobody', front: undefined, signs: [] };
  const server = headerOf(answer, 'server') ?? '';
  const passed = fronts.find(({ headers }) => headers.some((it) => marks(it, answer)));
  const signs =
    passed?.headers.filter((it) => marks(it, answer)).map(([name]) => `${name}: ${headerOf(answer, name) ?? ''}`) ?? [];
  const page = ownPage(answer);
  if (page !== undefined) return { who: 'nginx', front: passed, signs: [...signs, page] };
  const wrote = fronts.find(
    (it) =>
      it.own?.test(answer.body) === true ||
      it.server?.test(server) === true ||
      (it === passed && it.alone?.includes(answer.status)),
  );
  if (wrote === undefined) return { who: 'backend', front: passed, signs };
  const seen = wrote.server?.test(server) === true ? `server: ${server}` : `a ${answer.status} of ${wrote.name}`;
  return { who: 'front', front: wrote, signs: [...signs, seen] };
}

function marks([name, value]: Front['headers'][number], answer: Answer): boolean {
  return value.test(headerOf(answer, name) ?? '');
}

/** The sign of a page that nginx (or a relative) makes itself: ngx_http_special_response.c. `undefined` where it is none. */
export function ownPage(answer: Answer): string | undefined {
  const { body, statusText, status } = answer;
  // Statuses that it has no text for go out without one (ngx_http_header_filter); backends send one.
  if (statusText === '' && body === '' && status >= 300 && isRelative(headerOf(answer, 'server'))) return `a bare ${status}`;
  const [, name] = /<hr><center>((?:nginx|openresty|freenginx|Angie|Tengine)\b[^<]*)<\/center>/i.exec(body) ?? [];
  return name === undefined ? undefined : `a page of ${name}`;
}

function isRelative(server: string | undefined): boolean {
  return /^(?:nginx|openresty|freenginx|angie|tengine)\b/i.test(server ?? '');
}
