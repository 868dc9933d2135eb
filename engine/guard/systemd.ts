import { spawn } from 'node:child_process';
import type { Clock } from '../../devices/clock.js';

/** What systemd is told, in the words of sd_notify(3). */
type Notice = `READY=1` | `STOPPING=1` | `WATCHDOG=1` | `STATUS=${string}`;

/** ms that telling may take; a system that is too busy for it is told again at the next beat. */
const DEADLINE = 10_000;

/**
 * Tells systemd how a service is. The socket that it listens on is a Unix datagram socket, which Node does not have, so
 * systemd's own command speaks for us: it is wherever systemd is. The unit needs `NotifyAccess=all`, since the command is
 * another process. Without systemd nothing is done.
 */
export class SystemdNotifier {
  readonly #socket: string | undefined;
  #telling = false;
  #timer: ReturnType<Clock['setTimeout']> | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly env: NodeJS.ProcessEnv = process.env,
    private readonly command = 'systemd-notify',
  ) {
    this.#socket = env['NOTIFY_SOCKET'];
  }

  /** ms within which the watchdog wants to hear something; undefined when there is none for this process. */
  get watchdog(): number | undefined {
    const { WATCHDOG_USEC: limit, WATCHDOG_PID: pid } = this.env;
    if (this.#socket === undefined || limit === undefined) return undefined;
    if (pid !== undefined && Number(pid) !== process.pid) return undefined;
    const ms = Number(limit) / 1000;
    return ms > 0 ? ms : undefined;
  }

  ready(status: string): void {
    this.#tell(['READY=1', statusOf(status)]);
  }

  stopping(): void {
    this.#tell(['STOPPING=1']);
  }

  /**
   * Feeds the watchdog three times within its limit for as long as `lives` says so, until `end` is called.
   * @param lives looked at before each feeding: a process that turns in circles is not alive
   */
  feed(lives: () => string | undefined): void {
    const { watchdog } = this;
    if (watchdog === undefined) return;
    const status = lives();
    if (status !== undefined) this.#tell(['WATCHDOG=1', statusOf(status)]);
    this.#timer = this.clock.setTimeout(() => {
      this.feed(lives);
    }, watchdog / 3);
  }

  end(): void {
    this.clock.clearTimeout(this.#timer);
  }

  #tell(notices: readonly Notice[]): void {
    // A system that has not taken the last notice yet does not need another.
    if (this.#socket === undefined || this.#telling) return;
    this.#telling = true;
    const child = spawn(this.command, [...notices], { stdio: 'ignore', env: this.env });
    const timer = this.clock.setTimeout(() => child.kill('SIGKILL'), DEADLINE);
    const over = (): void => {
      this.clock.clearTimeout(timer);
      this.#telling = false;
    };
    // Not being able to speak is not a reason to stop guarding: the watchdog will act upon it.
    child.on('error', over);
    child.on('exit', over);
  }
}

function statusOf(text: string): Notice {
  return `STATUS=${text.replace(/\s+/gu, ' ')}`;
}
