/** Every rule, in the order in which docs and settings list them. */
import type { Rule } from '../analysis/rule.ts';
import { droppedInheritedHeaders } from './dropped-inherited-headers.ts';
import { headersInOtherLocation } from './headers-in-other-location.ts';
import { http2Upstream } from './http2-upstream.ts';
import { missingConnectionHeader } from './missing-connection-header.ts';
import { missingHttpVersion } from './missing-http-version.ts';
import { missingUpgradeHeader } from './missing-upgrade-header.ts';
import { missingWebsocketHeaders } from './missing-websocket-headers.ts';
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
];
