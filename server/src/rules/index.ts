/** Every rule, in the order in which docs and settings list them. */
import type { Rule } from '../analysis/rule.ts';
import { cachedHandshake } from './cached-handshake.ts';
import { deprecatedListenHttp2 } from './deprecated-listen-http2.ts';
import { droppedInheritedHeaders } from './dropped-inherited-headers.ts';
import { hardcodedConnectionUpgrade } from './hardcoded-connection-upgrade.ts';
import { headersInOtherLocation } from './headers-in-other-location.ts';
import { hiddenUpgradeHeader } from './hidden-upgrade-header.ts';
import { http2Upstream } from './http2-upstream.ts';
import { invalidProxyScheme } from './invalid-proxy-scheme.ts';
import { mapOutsideHttp } from './map-outside-http.ts';
import { missingConnectionHeader } from './missing-connection-header.ts';
import { missingHttpVersion } from './missing-http-version.ts';
import { missingSemicolon } from './missing-semicolon.ts';
import { missingSni } from './missing-sni.ts';
import { missingUpgradeHeader } from './missing-upgrade-header.ts';
import { missingWebsocketHeaders } from './missing-websocket-headers.ts';
import { originHostMismatch } from './origin-host-mismatch.ts';
import { proxyPassChangesPath } from './proxy-pass-changes-path.ts';
import { shadowedWebsocketLocation } from './shadowed-websocket-location.ts';
import { shortWebsocketTimeout } from './short-websocket-timeout.ts';
import { socketioWithoutAffinity } from './socketio-without-affinity.ts';
import { syntaxError } from './syntax-error.ts';
import { textAfterQuote } from './text-after-quote.ts';
import { trailingSlashRedirect } from './trailing-slash-redirect.ts';
import { typographicQuotes } from './typographic-quotes.ts';
import { unclosedBlock } from './unclosed-block.ts';
import { unclosedQuote } from './unclosed-quote.ts';
import { unexpectedClosingBrace } from './unexpected-closing-brace.ts';
import { unknownVariable } from './unknown-variable.ts';
import { unreachableLocationPath } from './unreachable-location-path.ts';
import { unusedIgnore } from './unused-ignore.ts';
import { upstreamKeepaliveLost } from './upstream-keepalive-lost.ts';
import { wrongConnectionValue } from './wrong-connection-value.ts';
import { wrongProtocolPass } from './wrong-protocol-pass.ts';
import { wrongUpgradeValue } from './wrong-upgrade-value.ts';

export const rules: readonly Rule[] = [
  missingWebsocketHeaders,
  missingUpgradeHeader,
  missingConnectionHeader,
  wrongUpgradeValue,
  wrongConnectionValue,
  droppedInheritedHeaders,
  headersInOtherLocation,
  missingHttpVersion,
  http2Upstream,
  mapOutsideHttp,
  unknownVariable,
  hardcodedConnectionUpgrade,
  typographicQuotes,
  shortWebsocketTimeout,
  trailingSlashRedirect,
  proxyPassChangesPath,
  shadowedWebsocketLocation,
  unreachableLocationPath,
  wrongProtocolPass,
  invalidProxyScheme,
  hiddenUpgradeHeader,
  cachedHandshake,
  originHostMismatch,
  upstreamKeepaliveLost,
  socketioWithoutAffinity,
  deprecatedListenHttp2,
  missingSni,
  missingSemicolon,
  unclosedBlock,
  unexpectedClosingBrace,
  unclosedQuote,
  textAfterQuote,
  syntaxError,
  unusedIgnore,
];
