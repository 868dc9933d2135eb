/** A text as it stands in HTML and SVG, in an attribute too. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/gu, (character) => `&#${String(character.codePointAt(0))};`);
}

/** What Markdown would take for more than a text, as a text on one line. */
export function plain(text: string): string {
  return text.replace(/[\\|*_`<>[\]]/gu, '\\$&').replace(/\s*\n\s*/gu, ' ');
}
