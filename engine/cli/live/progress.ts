import type { Clock } from '../../../devices/clock.js';
import type { NightRun } from '../../night/run-night.js';
import type { SiteTime } from '../../story/site-time.js';
import type { StoryLine } from '../../story/story.js';
import { TONE_STYLE } from '../text/timeline-text.js';
import { paint, type Terminal } from '../terminal.js';
import { LiveScreen } from './live-screen.js';
import { nightView } from './night-view.js';
import { WaitLines } from './wait-lines.js';

/** How a running night is shown. */
export interface Progress {
  tell(line: StoryLine): void;
  /** A line that no journal holds: what a key press did, where to look. */
  remark(text: string): void;
  /** Stays in the display until the night is over. */
  notice(text: string): void;
  close(): void;
}

/** ms between two looks at a clock that is shown to the second */
const TICK = 250;
const WIDEST = 100;
/** ms between two looks at what plain lines are to tell of */
const PLAIN_TICK = 1000;

/** The night that is shown; undefined until it has begun. */
type Watched = Pick<NightRun, 'board'> | undefined;

export interface ProgressOptions {
  readonly terminal: Terminal;
  readonly time: SiteTime;
  /** Real time: the display does not run faster when the night does. */
  readonly system: Clock;
  /** The observatory's. */
  readonly clock: Pick<Clock, 'now'>;
}

/** Plain lines with their time, for a file, a pipe or a service's log: the story, and what a long wait waits for. */
export function plainProgress({ terminal, time, system, clock }: ProgressOptions, run: () => Watched): Progress {
  const waits = new WaitLines(time, clock.now());
  const show = (at: number, text: string): void => {
    terminal.print(`${time.full(at)}  ${time.inText(text)}`);
  };
  const print = (at: number, text: string): void => {
    waits.told(at, text);
    show(at, text);
  };
  const remark = (text: string): void => {
    print(clock.now(), text);
  };
  const ended = repeatedly(system, PLAIN_TICK, () => {
    const night = run();
    const line = night && waits.look(night.board.status, clock.now());
    if (line !== undefined) show(clock.now(), line);
  });
  return {
    tell: ({ at, text }) => print(at, text),
    remark,
    notice: remark,
    close: () => ended.abort(CLOSED),
  };
}

const CLOSED = new Error('the display is closed');

/** Does something now and then again and again. @returns what ends it */
function repeatedly(system: Clock, every: number, work: () => void): AbortController {
  const ended = new AbortController();
  const loop = async (): Promise<void> => {
    for (;;) {
      work();
      await system.sleep(every, ended.signal);
    }
  };
  loop().catch((error: unknown) => {
    if (error !== CLOSED) throw error;
  });
  return ended;
}

/** The story with a display below it that is redrawn in place. */
export function liveProgress(options: ProgressOptions, run: () => Watched): Progress {
  const { terminal, time, system, clock } = options;
  const screen = new LiveScreen(terminal);
  let notice: string | undefined;
  const draw = (): void => {
    const night = run();
    if (!night) return;
    const width = Math.min(WIDEST, terminal.columns() - 1);
    screen.show(nightView(night.board.status, clock.now(), { terminal, time, width, notice }));
  };
  const ended = repeatedly(system, TICK, draw);
  return {
    tell({ at, tone, text }) {
      const style = TONE_STYLE[tone];
      const told = time.inText(text);
      screen.tell(
        `${paint(terminal, 'dim', time.time(at))}  ${style === undefined ? told : paint(terminal, style, told)}`,
      );
    },
    remark(text) {
      screen.tell(`${paint(terminal, 'dim', time.time(clock.now()))}  ${text}`);
    },
    notice(text) {
      notice = text;
      draw();
    },
    close() {
      ended.abort(CLOSED);
      screen.close();
    },
  };
}
