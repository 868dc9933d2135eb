import type { Clock } from '../../../devices/clock.js';
import type { NightRun } from '../../night/run-night.js';
import type { SiteTime } from '../../story/site-time.js';
import type { StoryLine } from '../../story/story.js';
import { TONE_STYLE } from '../text/timeline-text.js';
import { paint, type Terminal } from '../terminal.js';
import { LiveScreen } from './live-screen.js';
import { nightView } from './night-view.js';

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

export interface ProgressOptions {
  readonly terminal: Terminal;
  readonly time: SiteTime;
  /** Real time: the display does not run faster when the night does. */
  readonly system: Clock;
  /** The observatory's. */
  readonly clock: Pick<Clock, 'now'>;
}

/** Plain lines with their time, for a file, a pipe or a service's log. */
export function plainProgress({ terminal, time, clock }: ProgressOptions): Progress {
  const print = (at: number, text: string): void => {
    terminal.print(`${time.full(at)}  ${time.inText(text)}`);
  };
  return {
    tell: ({ at, text }) => print(at, text),
    remark: (text) => print(clock.now(), text),
    notice: (text) => print(clock.now(), text),
    close: () => undefined,
  };
}

/** The story with a display below it that is redrawn in place. */
export function liveProgress(options: ProgressOptions, run: () => NightRun | undefined): Progress {
  const { terminal, time, system, clock } = options;
  const screen = new LiveScreen(terminal);
  const ended = new AbortController();
  let notice: string | undefined;
  const draw = (): void => {
    const night = run();
    if (!night) return;
    const width = Math.min(WIDEST, terminal.columns() - 1);
    screen.show(nightView(night.board.status, clock.now(), { terminal, time, width, notice }));
  };
  const tick = async (): Promise<void> => {
    for (;;) {
      draw();
      await system.sleep(TICK, ended.signal);
    }
  };
  tick().catch(() => undefined);
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
      ended.abort(new Error('the display is closed'));
      screen.close();
    },
  };
}
