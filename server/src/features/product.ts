/** What this build calls itself, and where a rule is explained: pinned to the version, so that an old one links to its own pages. */
import manifest from '../../../package.json' with { type: 'json' };

export const productName = manifest.name;
export const productVersion = manifest.version;
export const homepage = manifest.homepage.replace(/#.*$/, '');

/** URL of a rule's page. */
export function pageOf(rule: string): string {
  return `${homepage}/blob/v${productVersion}/docs/rules/${rule}.md`;
}
