import type { WriteStream } from 'node:tty';

/** Where a command speaks to a person or a program. */
export interface Terminal {
  /** Whether standard output is a terminal that a person looks at. */
  readonly interactive: boolean;
  readonly color: boolean;
  /** Width in characters, as it is now. */
  columns(): number;
  /** Lines for standard output, without the last newline. */
  print(text: string): void;
  /** Lines for standard error, without the last newline. */
  complain(text: string): void;
  /** Bytes for standard output as they are: for a display that is redrawn in place. */
  write(text: string): void;
}

/** Widths below this are not laid out for; a pipe has this one too. */
const DEFAULT_COLUMNS = 80;

/**
 * The process's own terminal. It may vanish while a night runs (a pipe that is closed, a connection that breaks): what is
 * written from then on is dropped, and the night goes on.
 */
export function processTerminal(): Terminal {
  const { stdout, stderr, env } = process;
  const interactive = stdout.isTTY && env['TERM'] !== 'dumb';
  return {
    interactive,
    color: wantsColor(stdout, env),
    columns: () => (stdout.isTTY && stdout.columns > 0 ? stdout.columns : DEFAULT_COLUMNS),
    print: writer(stdout, '\n'),
    complain: writer(stderr, '\n'),
    write: writer(stdout, ''),
  };
}

/** https://no-color.org and https://force-color.org */
function wantsColor(stdout: WriteStream, env: NodeJS.ProcessEnv): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] !== undefined) return env['FORCE_COLOR'] !== '0';
  return stdout.isTTY && env['TERM'] !== 'dumb';
}

function writer(stream: WriteStream, end: string): (text: string) => void {
  let gone = false;
  stream.on('error', () => {
    gone = true;
  });
  return (text) => {
    if (!gone) stream.write(`${text}${end}`);
  };
}

/** Resolves when all that was printed has left the process. */
export async function flushed(): Promise<void> {
  await Promise.all(
    [process.stdout, process.stderr].map(
      (stream) =>
        new Promise<void>((resolve) => {
          if (!stream.writable) resolve();
          else stream.write('', () => resolve());
        }),
    ),
  );
}

export type Style = 'bold' | 'dim' | 'red' | 'green' | 'yellow' | 'cyan';

const CODES: Readonly<Record<Style, number>> = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 };

/** Paints a text, or leaves it as it is where there are no colours. */
export function paint({ color }: Pick<Terminal, 'color'>, style: Style, text: string): string {
  return color && text !== '' ? `\u001b[${String(CODES[style])}m${text}\u001b[0m` : text;
}
