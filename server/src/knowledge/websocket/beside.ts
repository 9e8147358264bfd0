/** What is left of the evidence for a location where another one of its server forwards the handshake: that one may be meant. */
import type { RuleContext } from '../../analysis/rule.ts';
import type { ProxyTarget } from '../../handshake/model.ts';
import { evidenceFor } from './evidence.ts';
import { byWeight, type Evidence } from './weight.ts';
import { namesWebsocket } from './path-names.ts';
import { siblingToBackend } from './siblings.ts';

/**
 * Strongest first; empty where all of it speaks of the server, or of a backend that the other one passes to as well. With
 * the same backend, a path that may name WebSockets is surer, and says nothing where the other one's own path says that it is the socket
 * (`/vnc/` with the page, beside `/websockify`); the URL of an application's socket is less sure (it may have another one today), and headers
 * begun above a location that has all of them are copied rather than meant.
 */
export function evidenceBeside(target: ProxyTarget, context: RuleContext): readonly Evidence[] {
  const all = evidenceFor(target, context).filter(({ about }) => about !== 'server');
  const near = siblingToBackend(target, context);
  if (near === undefined) return all;
  const isAbove = isBelow(near, target);
  const isSocket = namesWebsocket(near.location.path) === 'strong';
  return all
    .filter(
      ({ about, sign, weight }) =>
        (about !== 'backend' || sign === 'socket') && !(isSocket && sign === 'path' && weight === 'weak'),
    )
    .map((it): Evidence => {
      if (it.sign === 'socket' || (it.sign === 'line' && isAbove)) return { ...it, weight: 'faint' };
      return it.sign === 'path' && it.weight === 'weak' ? { ...it, weight: 'strong' } : it;
    })
    .sort(byWeight);
}

function isBelow({ location: inner }: ProxyTarget, { location }: ProxyTarget): boolean {
  if (location.modifier === '=' || location.modifier.startsWith('~') || namesWebsocket(location.path) !== undefined) return false;
  const path = inner.path.replace(/^\^/, '');
  return path.length > location.path.length && path.startsWith(location.path);
}
