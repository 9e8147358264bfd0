/** Every rule, in the order in which docs and settings list them. */
import type { Rule } from '../analysis/rule.ts';
import { braceInRegex } from './syntax/brace-in-regex.ts';
import { invisibleCharacter } from './syntax/invisible-character.ts';
import { markdownFence } from './syntax/markdown-fence.ts';
import { missingSemicolon } from './syntax/missing-semicolon.ts';
import { slashComment } from './syntax/slash-comment.ts';
import { syntaxError } from './syntax/syntax-error.ts';
import { textAfterQuote } from './syntax/text-after-quote.ts';
import { typographicQuotes } from './syntax/typographic-quotes.ts';
import { unclosedBlock } from './syntax/unclosed-block.ts';
import { unclosedQuote } from './syntax/unclosed-quote.ts';
import { unexpectedClosingBrace } from './syntax/unexpected-closing-brace.ts';
import { unusedIgnore } from './syntax/unused-ignore.ts';
import { deprecatedListenHttp2 } from './validity/deprecated-listen-http2.ts';
import { directiveNotAllowedHere } from './validity/directive-not-allowed-here.ts';
import { duplicateDirective } from './validity/duplicate-directive.ts';
import { duplicateLocation } from './validity/duplicate-location.ts';
import { includeCycle } from './validity/include-cycle.ts';
import { includeNotFound } from './validity/include-not-found.ts';
import { invalidLocation } from './validity/invalid-location.ts';
import { invalidProxyScheme } from './validity/invalid-proxy-scheme.ts';
import { invalidRegex } from './validity/invalid-regex.ts';
import { invalidUpstream } from './validity/invalid-upstream.ts';
import { invalidValue } from './validity/invalid-value.ts';
import { mapConflict } from './validity/map-conflict.ts';
import { mapOutsideHttp } from './validity/map-outside-http.ts';
import { missingBlock } from './validity/missing-block.ts';
import { notInThisVersion } from './validity/not-in-this-version.ts';
import { refusedByNginx } from './validity/refused-by-nginx.ts';
import { unexpectedBlock } from './validity/unexpected-block.ts';
import { unknownDirective } from './validity/unknown-directive.ts';
import { unknownVariable } from './validity/unknown-variable.ts';
import { wrongArgumentCount } from './validity/wrong-argument-count.ts';
import { cachedHandshake } from './websocket/cached-handshake.ts';
import { droppedInheritedHeaders } from './websocket/dropped-inherited-headers.ts';
import { failingHandshake } from './websocket/failing-handshake.ts';
import { hardcodedConnectionUpgrade } from './websocket/hardcoded-connection-upgrade.ts';
import { headersInOtherLocation } from './websocket/headers-in-other-location.ts';
import { hiddenUpgradeHeader } from './websocket/hidden-upgrade-header.ts';
import { http2Upstream } from './websocket/http2-upstream.ts';
import { lostForwardedHeaders } from './websocket/lost-forwarded-headers.ts';
import { missingConnectionHeader } from './websocket/missing-connection-header.ts';
import { missingHttpVersion } from './websocket/missing-http-version.ts';
import { missingSni } from './websocket/missing-sni.ts';
import { missingUpgradeHeader } from './websocket/missing-upgrade-header.ts';
import { missingWebsocketHeaders } from './websocket/missing-websocket-headers.ts';
import { originHostMismatch } from './websocket/origin-host-mismatch.ts';
import { proxyPassChangesPath } from './websocket/proxy-pass-changes-path.ts';
import { proxyPassSchemeDiffers } from './websocket/proxy-pass-scheme-differs.ts';
import { regexInPrefixLocation } from './websocket/regex-in-prefix-location.ts';
import { schemeInRewrite } from './websocket/scheme-in-rewrite.ts';
import { shadowedWebsocketLocation } from './websocket/shadowed-websocket-location.ts';
import { shortWebsocketTimeout } from './websocket/short-websocket-timeout.ts';
import { socketioWithoutAffinity } from './websocket/socketio-without-affinity.ts';
import { trailingSlashRedirect } from './websocket/trailing-slash-redirect.ts';
import { unknownNamedLocation } from './websocket/unknown-named-location.ts';
import { unreachableLocationPath } from './websocket/unreachable-location-path.ts';
import { upstreamKeepaliveLost } from './websocket/upstream-keepalive-lost.ts';
import { wrongConnectionValue } from './websocket/wrong-connection-value.ts';
import { wrongProtocolPass } from './websocket/wrong-protocol-pass.ts';
import { wrongUpgradeValue } from './websocket/wrong-upgrade-value.ts';

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
  failingHandshake,
  mapOutsideHttp,
  unknownVariable,
  hardcodedConnectionUpgrade,
  typographicQuotes,
  shortWebsocketTimeout,
  trailingSlashRedirect,
  proxyPassChangesPath,
  shadowedWebsocketLocation,
  unreachableLocationPath,
  unknownNamedLocation,
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
  braceInRegex,
  invisibleCharacter,
  slashComment,
  markdownFence,
  syntaxError,
  unknownDirective,
  directiveNotAllowedHere,
  wrongArgumentCount,
  invalidValue,
  missingBlock,
  unexpectedBlock,
  duplicateDirective,
  duplicateLocation,
  invalidLocation,
  invalidUpstream,
  mapConflict,
  includeNotFound,
  includeCycle,
  invalidRegex,
  notInThisVersion,
  refusedByNginx,
  unusedIgnore,
  regexInPrefixLocation,
  proxyPassSchemeDiffers,
  schemeInRewrite,
  lostForwardedHeaders,
];
