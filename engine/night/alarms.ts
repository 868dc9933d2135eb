import type { StatusBoard } from './status.js';

/** ms between two tries to secure an observatory that would not be secured */
export const ALARM_RETRY = 30_000;

/** What is wrong until somebody, or something, has set it right. */
export type AlarmTopic = 'securing' | 'limits' | 'devices';

/** Everything that is wrong at the moment, for the board. An alarm stands until what has raised it takes it back. */
export class Alarms {
  readonly #raised = new Map<AlarmTopic, string>();

  /** @param levels what is wrong with what a night writes to, looked at each time */
  constructor(
    private readonly board: StatusBoard,
    private readonly levels: () => readonly (string | undefined)[],
  ) {}

  /** In words; undefined when nothing is wrong. */
  get text(): string | undefined {
    const all = [...this.#raised.values(), ...this.levels()].filter((message) => message !== undefined);
    return all.length > 0 ? all.join('; ') : undefined;
  }

  raise(topic: AlarmTopic, message: string): void {
    this.#raised.set(topic, message);
    this.show();
  }

  clear(topic: AlarmTopic): void {
    if (this.#raised.delete(topic)) this.show();
  }

  /** Brings the board up to date. */
  show(): void {
    const alarm = this.text;
    if (alarm !== this.board.status.alarm) this.board.update({ alarm });
  }
}
