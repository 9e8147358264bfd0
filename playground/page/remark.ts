/** A sentence that everybody sees; empty for none. */
export function remark(text: string): void {
  const place = document.getElementById('remark');
  if (place === null) return;
  place.textContent = text;
  place.hidden = text === '';
}
