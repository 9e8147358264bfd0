/** `allow` and `deny` (ngx_http_access_module.c, ngx_stream_access_module.c). */
import type { Level, Placed } from '../../config/model.ts';

/** Those of the nearest level that has any, in their order: the first that fits decides. */
export function accessRules(level: Level): readonly Placed[] {
  for (let at: Level | undefined = level; at !== undefined; at = at.outer) {
    const allow = at.own.get('allow');
    const deny = at.own.get('deny');
    if (allow === undefined || deny === undefined) {
      const only = allow ?? deny;
      if (only !== undefined) return only;
      continue;
    }
    return at.lines.filter(({ directive }) => directive.name.text === 'allow' || directive.name.text === 'deny');
  }
  return [];
}
