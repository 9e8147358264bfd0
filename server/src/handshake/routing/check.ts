/** What a check of the access phase says. */
import type { Anchor } from '../../config/model.ts';

/** Why the request does not come in; `undefined` lets it in. */
export type Refused =
  | { readonly kind: 'status'; readonly status: number; readonly reason: string; readonly at: Anchor }
  | { readonly kind: 'closed'; readonly reason: string; readonly at: Anchor }
  | { readonly kind: 'unknown'; readonly what: string; readonly at: Anchor };

export type Check = Refused | 'allowed' | undefined;
