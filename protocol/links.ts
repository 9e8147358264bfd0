/** What the link of an include says beside its target: a pattern that brings several files leads to the first of them. */

export interface IncludeLinkData {
  readonly files: number;
}

export function bringsSeveral(link: object): boolean {
  const data: unknown = 'data' in link ? link.data : undefined;
  return typeof data === 'object' && data !== null && 'files' in data && typeof data.files === 'number' && data.files > 1;
}
