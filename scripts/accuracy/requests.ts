/** What nginx does: generated configurations, with requests to a running one. */
import { compare, type Disagreement } from '../../test/nginx/differential/compare.ts';
import { generateConfig } from '../../test/nginx/differential/config.ts';
import { openSite } from '../../test/nginx/differential/observe.ts';
import { nginxForTests } from '../../test/support/nginx.ts';
import { testParser } from '../../test/support/parser.ts';
import type { NginxBinary } from '../../test/support/parts.ts';
import type { Counts, Survey } from './survey.ts';

type Question = readonly [binary: NginxBinary, seed: number];

const patience = 10_000;

/** Several nginx run at once: most of the time goes to waiting. */
export async function requestsSurvey(count: number, seed: number): Promise<Survey<Question>> {
  const parser = await testParser();
  const binaries = nginxForTests();
  const sites = await Promise.all(Array.from({ length: 4 }, openSite));
  return {
    seats: sites.length,
    *questions() {
      for (let each = seed; each < seed + count; each++) for (const binary of binaries) yield [binary, each];
    },
    ask: async ([binary, each], seat, again) => {
      const site = sites[seat];
      if (site === undefined) throw new Error(`there is no site ${seat}`);
      const generated = generateConfig(each);
      const { disagreements, refused, requests, forwarded, unknown } = await compare(
        binary,
        generated,
        site,
        parser,
        again ? patience : undefined,
      );
      const differences = byRequest(disagreements).map((list) => told(each, list));
      const counts = { configurations: 1, refused: Number(refused), requests, forwarded, unknown, differ: differences.length };
      return { counts: { [binary.version]: counts }, differences };
    },
    end: async () => {
      for (const site of sites) await site.stop();
    },
    answers: 'requests',
    table,
  };
}

/** Those of one request together. */
function byRequest(disagreements: readonly Disagreement[]): readonly (readonly Disagreement[])[] {
  const requests = [...new Set(disagreements.map(({ request }) => request))];
  return requests.map((request) => disagreements.filter((it) => it.request === request));
}

function told(seed: number, [first, ...more]: readonly Disagreement[]): string {
  const of = first?.request === undefined ? '' : `\n${first.request.head.trimEnd()}`;
  const lines = [first, ...more].map((it) => `\n${it?.what}\n    nginx: ${it?.nginx}\n    we say: ${it?.simulation}`);
  return `nginx ${first?.version}: npm run differential -- --count 1 --seed ${seed}${of}${lines.join('')}`;
}

function table(rows: Readonly<Record<string, Counts>>): string {
  const lines = Object.entries(rows)
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([version, counts]) => {
      const { configurations = 0, refused = 0, requests = 0, forwarded = 0, unknown = 0, differ = 0 } = counts;
      return `| ${[version, configurations, refused, requests, forwarded, unknown, differ].join(' | ')} |`;
    });
  return `| nginx | configurations | refused | requests | reached a backend | not known to us | differ |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |
${lines.join('\n')}`;
}
