/** Rows beyond this are shown when they are asked for. */
const UNFOLDED = 30;

/** A long table is shown when it is asked for. */
export function folded(rows: number, body: string): string {
  return rows <= UNFOLDED ? body : `<details><summary>${String(rows)} lines</summary>${body}</details>`;
}

/** Cells are HTML already. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[], tag: 'th' | 'td'): string =>
    `<tr>${cells.map((cell) => `<${tag}>${cell}</${tag}>`).join('')}</tr>`;
  return `<div class="wide"><table><thead>${line(head, 'th')}</thead><tbody>${rows.map((row) => line(row, 'td')).join('\n')}</tbody></table></div>`;
}
