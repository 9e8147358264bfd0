/** How each rule is proved, and the cases that no nginx here can show. */
import type { Parser } from '../../../server/src/syntax/tree.ts';
import { proveHandshake } from './handshake.ts';
import { proveLost } from './lost.ts';
import { proveMissingFile } from './missing-file.ts';
import {
  proveAffinity,
  proveCache,
  proveHttpVersion,
  proveIdle,
  proveKeepalive,
  proveNothingChanges,
  proveOrigin,
  provePlainRequests,
  proveQuotes,
  proveRefusal,
  proveSni,
  proveWarning,
} from './special.ts';
import type { Subject } from './run.ts';
import { proveSemicolon } from './semicolon.ts';
import { proveForwarded, proveRewrite, proveScheme } from './way.ts';
import { proveStated } from './stated.ts';
import type { Stage } from './stage.ts';

export type Proof = (subject: Subject, stage: Stage, parser: Parser) => Promise<void>;

export const proofs: Readonly<Record<string, Proof>> = {
  'missing-websocket-headers': proveHandshake,
  'missing-upgrade-header': proveHandshake,
  'missing-connection-header': proveHandshake,
  'wrong-upgrade-value': proveHandshake,
  'wrong-connection-value': proveHandshake,
  'dropped-inherited-headers': proveHandshake,
  'headers-in-other-location': proveHandshake,
  'http2-upstream': proveHandshake,
  'failing-handshake': proveStated,
  'map-outside-http': proveHandshake,
  'unknown-variable': proveHandshake,
  'typographic-quotes': proveQuotes,
  'trailing-slash-redirect': proveHandshake,
  'proxy-pass-changes-path': proveHandshake,
  'shadowed-websocket-location': proveHandshake,
  'unreachable-location-path': proveHandshake,
  'unknown-named-location': proveLost,
  'wrong-protocol-pass': proveHandshake,
  'invalid-proxy-scheme': proveHandshake,
  'hidden-upgrade-header': proveHandshake,
  'regex-in-prefix-location': proveHandshake,
  'proxy-pass-scheme-differs': proveScheme,
  'scheme-in-rewrite': proveRewrite,
  'lost-forwarded-headers': proveForwarded,
  'missing-http-version': proveHttpVersion,
  'hardcoded-connection-upgrade': provePlainRequests,
  'short-websocket-timeout': proveIdle,
  'origin-host-mismatch': proveOrigin,
  'cached-handshake': proveCache,
  'missing-sni': proveSni,
  'upstream-keepalive-lost': proveKeepalive,
  'socketio-without-affinity': proveAffinity,
  'deprecated-listen-http2': proveWarning,
  'missing-semicolon': proveSemicolon,
  'syntax-error': proveRefusal,
  'invisible-character': proveRefusal,
  'slash-comment': proveRefusal,
  'brace-in-regex': proveRefusal,
  'markdown-fence': proveRefusal,
  'text-after-quote': proveRefusal,
  'unclosed-block': proveRefusal,
  'unclosed-quote': proveRefusal,
  'unknown-directive': proveRefusal,
  'directive-not-allowed-here': proveRefusal,
  'wrong-argument-count': proveRefusal,
  'invalid-value': proveRefusal,
  'missing-block': proveRefusal,
  'unexpected-block': proveRefusal,
  'duplicate-directive': proveRefusal,
  'duplicate-location': proveRefusal,
  'invalid-location': proveRefusal,
  'invalid-upstream': proveRefusal,
  'map-conflict': proveRefusal,
  'include-not-found': proveMissingFile,
  'include-cycle': proveRefusal,
  'invalid-regex': proveRefusal,
  'not-in-this-version': proveRefusal,
  'refused-by-nginx': proveRefusal,
  'unexpected-closing-brace': proveRefusal,
  'unused-ignore': proveNothingChanges,
};

/** By rule and name of the case, with the reason. */
export const exemptions: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'missing-websocket-headers': {
    'reports the healthy part of a broken file': 'nginx refuses the file as a whole, before and after',
    "the application counts for the location that takes its socket's URL": 'the name of its backend needs a resolver',
  },
  'missing-http-version': {
    'nobody said the version, and no nginx with HTTP/1.0 by default reads the file': 'nginx before 1.29.7 refuses the file',
  },
  'unknown-directive': {
    'names the module of what may be meant': 'neither binary has the module',
  },
  'directive-not-allowed-here': {
    'nothing follows from one that stands at the wrong place': 'neither binary has the geoip2 module',
  },
  'invalid-upstream': {
    'a port for an upstream that has its own': "the test's own backends stand in the place of the named one",
    'a port that a script fills in': "the test's own backends stand in the place of the named one",
  },
  'failing-handshake': {
    'cannot tell where a module of others decides': 'neither binary has the Lua module',
    'cannot tell where a module of others answers': 'neither binary has the modules',
  },
  'missing-connection-header': {
    'Proxy-Connection is another header': "Node's parser takes Proxy-Connection for Connection; other backends do not",
  },
  'unknown-variable': {
    'is certain of the header variables only, where other modules may define more': 'neither binary has the geoip2 module',
  },
  'typographic-quotes': {
    'does not guess where a straight quote touches the typographic one':
      'nginx stumbles over the text behind the straight quote first',
    'writes empty quotes where there is nothing between them': 'no location uses the maps',
    'reads a condition with its bracket, and a pattern': 'no request reaches a backend',
    'drops a quote that has no other one': 'no request reaches a backend',
    'does not guess where both straight quotes are inside': 'no request reaches a backend',
  },
  'short-websocket-timeout': {
    "knows uwsgi's own timeout, where WebSockets are certain": 'needs a backend that speaks uwsgi',
  },
  'unreachable-location-path': {
    'a pattern without a slash and without ~': 'the locations answer 404, as they would if none served the URL',
  },
  'regex-in-prefix-location': {
    'a warning where nothing speaks of WebSockets': 'its location forwards no handshake',
    'an exact one, and an end': 'its locations forward no handshake',
  },
  'proxy-pass-scheme-differs': {
    'where none of them is for WebSockets, the scheme that fewer have': 'its locations forward no handshake',
  },
  'wrong-protocol-pass': {
    'memcached_pass only fetches': 'nginx asks for the variable $memcached_key first',
  },
  'invalid-proxy-scheme': {
    'a unix socket without a scheme': 'nothing listens on that socket',
    'in a snippet, and with a variable behind the scheme':
      'with a variable nginx answers 500 when asked, instead of refusing the file',
  },
};
