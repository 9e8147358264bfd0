/** Every rule, in the order in which docs and settings list them. */
import type { Rule } from '../analysis/rule.ts';
import { droppedInheritedHeaders } from './dropped-inherited-headers.ts';
import { hardcodedConnectionUpgrade } from './hardcoded-connection-upgrade.ts';
import { headersInOtherLocation } from './headers-in-other-location.ts';
import { http2Upstream } from './http2-upstream.ts';
import { mapOutsideHttp } from './map-outside-http.ts';
import { missingConnectionHeader } from './missing-connection-header.ts';
import { missingHttpVersion } from './missing-http-version.ts';
import { missingSemicolon } from './missing-semicolon.ts';
import { missingUpgradeHeader } from './missing-upgrade-header.ts';
import { missingWebsocketHeaders } from './missing-websocket-headers.ts';
import { shortWebsocketTimeout } from './short-websocket-timeout.ts';
import { syntaxError } from './syntax-error.ts';
import { textAfterQuote } from './text-after-quote.ts';
import { typographicQuotes } from './typographic-quotes.ts';
import { unclosedBlock } from './unclosed-block.ts';
import { unclosedQuote } from './unclosed-quote.ts';
import { unexpectedClosingBrace } from './unexpected-closing-brace.ts';
import { unknownVariable } from './unknown-variable.ts';
import { unusedIgnore } from './unused-ignore.ts';
import { wrongConnectionValue } from './wrong-connection-value.ts';
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
  missingSemicolon,
  unclosedBlock,
  unexpectedClosingBrace,
  unclosedQuote,
  textAfterQuote,
  syntaxError,
  unusedIgnore,
];
