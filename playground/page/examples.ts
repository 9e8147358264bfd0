/** Configurations to begin with. */
import missingHeaders from '../../examples/1-missing-headers/nginx.conf';
import mapOutsideHttp from '../../examples/3-map-outside-http/nginx.conf';
import otherLocation from '../../examples/4-headers-in-other-location/nginx.conf';
import hardcoded from '../../examples/5-hardcoded-connection-upgrade/nginx.conf';
import cutOff from '../../examples/article/nginx.conf';
import shortTimeout from '../../examples/7-short-timeout/nginx.conf';
import fixed from '../../examples/fixed/article/nginx.conf';
import article from '../examples/article.conf';

export interface Example {
  readonly title: string;
  readonly text: string;
  readonly url: string;
}

export const examples: readonly [Example, ...Example[]] = [
  { title: 'Pasted from an article', text: article, url: 'ws://example.com/ws/' },
  { title: 'Headers are missing', text: missingHeaders, url: 'ws://localhost:8080/ws' },
  { title: 'Headers cut off in a location', text: cutOff, url: 'ws://example.com:8080/ws' },
  { title: 'Headers in another location', text: otherLocation, url: 'ws://localhost:8080/ws' },
  { title: 'Unknown “connection_upgrade” variable', text: mapOutsideHttp, url: 'ws://localhost:8080/ws' },
  { title: 'Connection: upgrade for all requests', text: hardcoded, url: 'ws://localhost:8080/' },
  { title: 'Closes after ten seconds', text: shortTimeout, url: 'ws://localhost:8080/ws' },
  { title: 'One that works', text: fixed, url: 'ws://example.com:8080/ws' },
];
