import { test } from 'node:test';
import { judge } from '../../server/src/probe/judgement.ts';
import { probe } from '../../server/src/probe/probe.ts';
import { nginxForTests } from '../support/nginx.ts';
import { ways } from './ways.ts';

const plain = {
  headers: [],
  subprotocols: [],
  resolutions: [],
  insecure: false,
  protocol: 'websocket',
  hold: 0,
  patience: 5000,
} as const;
for (const nginx of nginxForTests().slice(0, 1)) {
  for (const { title, run } of ways) {
    test(title, async () => {
      await run(nginx, async (url, asked) => {
        const seen = await probe({ ...plain, url, ...asked });
        const j = judge(seen, asked?.hold ?? 0);
        console.log(
          title,
          '=>',
          j.verdict,
          j.answeredBy.who,
          '|',
          j.reason,
          JSON.stringify(seen.closed),
          seen.answer?.body.slice(0, 100),
        );
      });
    });
  }
}
