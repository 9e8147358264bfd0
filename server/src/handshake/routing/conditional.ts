/** Answers of nginx's own under conditions (ngx_http_not_modified_filter_module.c) and in parts (ngx_http_range_filter_module.c). */
import type { Anchor, Level } from '../../config/model.ts';
import type { FileStat } from '../../config/workspace.ts';
import { special } from './error-page.ts';
import { headerValue } from '../request/headers.ts';
import { httpTime } from '../text/http-time.ts';
import { rangeStatus } from '../text/byte-ranges.ts';
import { isOn, wordOf } from '../values/in-force.ts';
import type { Answering, Jump, Outcome, Serving } from './serving.ts';

/** What conditions and ranges ask of an answer; `undefined` where the answer has it, and nobody can tell its value. */
export interface Entity {
  /** Seconds since 1970; `false` for an answer without Last-Modified. */
  readonly modified: number | false | undefined;
  /** With its quotes; `false` for an answer without ETag. */
  readonly tag: string | false | undefined;
  /** In bytes; `false` for an answer of which no parts are sent. */
  readonly size: number | false | undefined;
}

/** An answer that is made anew each time. */
export const bare: Entity = { modified: false, tag: false, size: false };

/** That of `empty_gif` (ngx_http_empty_gif_handler): as old as its module says. */
export const pixel: Entity = { modified: 23_349_600, tag: false, size: false };

/** Of a file: its ETag is made of time and size (ngx_http_set_etag). */
export function entityOf(level: Level, stat: FileStat | undefined): Entity {
  const { size, modified } = stat ?? { size: undefined, modified: undefined };
  const known = size === undefined || modified === undefined ? undefined : `"${modified.toString(16)}-${size.toString(16)}"`;
  return { modified, size, tag: isOn(level, 'etag', true) ? known : false };
}

/** The end of a request that nginx answers with 200 by itself, or what conditions and ranges make of it. */
export function answerWith(
  serving: Serving,
  from: Answering,
  reason: string,
  at: Anchor | undefined,
  entity: Entity,
): Outcome | Jump {
  const status = statusOf(from, 200);
  const answer = (shown: number): Outcome => ({ kind: 'answer', status: shown, reason, at, location: from.location, from });
  if (status !== 200 || from.exchange.subrequest) return answer(status);
  const changed = conditionsOn(entity, serving, from) ?? rangesOf(entity, serving, from);
  if (changed === 'unknown') return { kind: 'unknown', what: 'size and time of the file', at, location: from.location };
  if (changed === undefined || changed < 400) return answer(changed ?? status);
  return special(serving, from, changed, `${reason}, and the request's conditions are not met`, at);
}

/** The status that an `error_page` on the way has set outranks the handler's own. */
export function statusOf({ exchange }: Answering, status: number): number {
  return exchange.answerAs === undefined || exchange.answerAs === 0 ? status : exchange.answerAs;
}

type Changed = 304 | 412 | 206 | 416 | 'unknown' | undefined;

/** ngx_http_not_modified_header_filter. */
function conditionsOn(entity: Entity, { request }: Serving, { level }: Answering): Changed {
  const { modified, tag } = entity;
  const unmodifiedSince = headerValue(request, 'if-unmodified-since');
  if (unmodifiedSince !== undefined) {
    if (modified === undefined) return 'unknown';
    if (modified === false || (httpTime(unmodifiedSince) ?? -1) < modified) return 412;
  }
  const match = headerValue(request, 'if-match');
  if (match !== undefined) {
    const lists = listsTag(match, tag, false);
    if (lists !== true) return lists === undefined ? 'unknown' : 412;
  }
  const modifiedSince = headerValue(request, 'if-modified-since');
  const noneMatch = headerValue(request, 'if-none-match');
  if (modifiedSince === undefined && noneMatch === undefined) return undefined;
  if (modifiedSince !== undefined) {
    const mode = wordOf(level, 'if_modified_since')?.toLowerCase();
    if (modified === false || mode === 'off') return undefined;
    if (modified === undefined) return 'unknown';
    const since = httpTime(modifiedSince) ?? -1;
    if (since !== modified && (mode !== 'before' || since < modified)) return undefined;
  }
  if (noneMatch !== undefined) {
    const lists = listsTag(noneMatch, tag, true);
    if (lists !== true) return lists === undefined ? 'unknown' : undefined;
  }
  return 304;
}

/** Does a list of tags have this one? `weak`: whatever stands before it as `W/` does not count (ngx_http_test_if_match). */
function listsTag(list: string, tag: Entity['tag'], weak: boolean): boolean | undefined {
  if (list === '*') return true;
  if (tag === false) return false;
  if (tag === undefined) return undefined;
  return list.split(',').some((it) => {
    const word = it.trim();
    return (weak ? word.replace(/^W\//, '') : word) === tag;
  });
}

/** ngx_http_range_header_filter. */
function rangesOf({ modified, tag, size }: Entity, { request }: Serving, { level }: Answering): Changed {
  const range = headerValue(request, 'range');
  const most = Number(wordOf(level, 'max_ranges') ?? Infinity);
  if (size === false || most === 0 || range === undefined || range.length < 7 || !/^bytes=/i.test(range)) return undefined;
  const condition = headerValue(request, 'if-range');
  if (condition !== undefined) {
    const isTag = condition.length >= 2 && condition.endsWith('"');
    const known = isTag ? tag : modified;
    if (known === undefined) return 'unknown';
    if (known !== (isTag ? condition : httpTime(condition))) return undefined;
  }
  return size === undefined ? 'unknown' : rangeStatus(range.slice('bytes='.length), size, most);
}
