/** Documentation comes as Markdown, in which HTML may stand: only words, emphasis, lists, code and links are let through. */

const elements = new Set(
  'a b blockquote br code del div em h1 h2 h3 h4 h5 h6 hr i li ol p pre s span strong table tbody td th thead tr ul'.split(' '),
);

export function safeHtml(html: string): string {
  const { body } = new DOMParser().parseFromString(html, 'text/html');
  for (const element of [...body.querySelectorAll('*')]) {
    if (!elements.has(element.localName)) {
      element.remove();
      continue;
    }
    for (const { name, value } of [...element.attributes]) {
      const isLink = element.localName === 'a' && name === 'href' && /^https?:\/\//.test(value);
      if (!isLink && name !== 'class') element.removeAttribute(name);
    }
    if (element.localName === 'a') {
      element.setAttribute('target', '_blank');
      element.setAttribute('rel', 'noopener noreferrer');
    }
  }
  return body.innerHTML;
}
