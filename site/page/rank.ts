/** Which pages answer what was typed, the likeliest first. */

/** As scripts/site/search-index.ts writes it. */
export type Entry = readonly [out: string, title: string, summary: string, words: string];

/** Of pages that are as likely, those that stand first; none for nothing. */
export function rank(entries: readonly Entry[], asked: string): readonly Entry[] {
  const phrase = plain(asked);
  const words = phrase.split(' ').filter((it) => it !== '');
  if (words.length === 0) return [];
  return entries
    .map((entry) => ({ entry, score: scoreOf(entry, phrase, words) }))
    .filter(({ score }) => score > 0)
    .sort((a, b) => b.score - a.score)
    .slice(0, most)
    .map(({ entry }) => entry);
}

const most = 8;

/** Most of the words have to be there; the phrase as a whole counts more than its words, a title more than a text. */
function scoreOf([, title, summary, text]: Entry, phrase: string, words: readonly string[]): number {
  const [inTitle, inSummary, inText] = [plain(title), plain(summary), plain(text)];
  const scores = words.map((word): number =>
    inTitle.includes(word) ? 4 : inText.includes(word) ? 2 : inSummary.includes(word) ? 1 : 0,
  );
  const there = scores.filter((it) => it > 0).length;
  if (there * 3 < words.length * 2) return 0;
  const whole = (inTitle.includes(phrase) ? 30 : 0) + (inText.includes(phrase) ? 12 : 0);
  return whole + scores.reduce((sum, it) => sum + it, 0) / words.length + there / words.length;
}

/** Without quotes and signs, which everybody types otherwise. */
function plain(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_]+/gu, ' ')
    .trim();
}
