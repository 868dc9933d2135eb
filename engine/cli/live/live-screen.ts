import type { Terminal } from '../terminal.js';

const HIDE_CURSOR = '\u001b[?25l';
const SHOW_CURSOR = '\u001b[?25h';
/** Without wrapping, a line that is too long for a window that was made narrower does not become two. */
const NO_WRAP = '\u001b[?7l';
const WRAP = '\u001b[?7h';
const CLEAR_TO_END = '\u001b[J';
const CLEAR_LINE = '\u001b[K';

/**
 * A few lines at the bottom of a terminal that are redrawn in place, with a story that scrolls by above them. All that
 * changes at a time is written in one piece, so that nothing flickers.
 */
export class LiveScreen {
  #shown: readonly string[] = [];
  readonly #restore = (): void => {
    this.close();
  };
  #closed = false;

  constructor(private readonly terminal: Pick<Terminal, 'write'>) {
    terminal.write(HIDE_CURSOR + NO_WRAP);
    // Whatever ends the process, the terminal is given back as it was.
    process.once('exit', this.#restore);
  }

  /** Redraws the lines at the bottom. */
  show(lines: readonly string[]): void {
    if (this.#closed || (lines.length === this.#shown.length && lines.every((line, i) => line === this.#shown[i])))
      return;
    this.terminal.write(this.#toTop() + lines.map((line) => line + CLEAR_LINE).join('\r\n') + CLEAR_TO_END);
    this.#shown = lines;
  }

  /** Adds a line to the story above. It may wrap. */
  tell(line: string): void {
    if (this.#closed) return;
    const below = this.#shown.map((each) => each + CLEAR_LINE).join('\r\n');
    this.terminal.write(`${this.#toTop()}${CLEAR_TO_END}${WRAP}${line}\r\n${NO_WRAP}${below}`);
  }

  /** Takes the lines at the bottom away and gives the terminal back. */
  close(): void {
    if (this.#closed) return;
    this.terminal.write(this.#toTop() + CLEAR_TO_END + WRAP + SHOW_CURSOR);
    this.#closed = true;
    process.off('exit', this.#restore);
  }

  #toTop(): string {
    const up = this.#shown.length - 1;
    return up > 0 ? `\r\u001b[${String(up)}A` : '\r';
  }
}
