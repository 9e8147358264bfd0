/** The documentation's words at a length that people read beside a cursor. */

/** Whole paragraphs of Markdown, as many as fit; the rest is behind the address. */
export function shortened(markdown: string, address: string): string {
  const text = markdown.trim();
  if (text.length <= longest) return text;
  const paragraphs = paragraphsOf(text);
  const kept: string[] = [];
  let length = 0;
  for (const paragraph of paragraphs) {
    if (kept.length > 0 && length + paragraph.length > longest) break;
    kept.push(paragraph);
    length += paragraph.length;
  }
  return kept.length === paragraphs.length ? text : [...kept, `[… more](${address})`].join('\n\n');
}

/** A block of code is one, whatever empty lines it has. */
function paragraphsOf(text: string): readonly string[] {
  const out: string[] = [];
  let open = false;
  for (const part of text.split(/\n{2,}/)) {
    if (open) out.push(`${out.pop() ?? ''}\n\n${part}`);
    else out.push(part);
    if ((part.match(/^```/gm) ?? []).length % 2 === 1) open = !open;
  }
  return out;
}

/** In UTF-16 units. */
const longest = 1800;
