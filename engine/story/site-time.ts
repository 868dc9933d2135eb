import { DateTime } from 'luxon';

/** Times as the clock on the observatory's wall shows them. */
export class SiteTime {
  constructor(readonly zone: string) {}

  /** 21:43:05 */
  time(at: number): string {
    return this.#at(at).toFormat('HH:mm:ss');
  }

  /** 21:43 */
  short(at: number): string {
    return this.#at(at).toFormat('HH:mm');
  }

  /** 2026-11-21 21:43:05 */
  full(at: number): string {
    return this.#at(at).toFormat('yyyy-MM-dd HH:mm:ss');
  }

  /** 2026-11-21 */
  date(at: number): string {
    return this.#at(at).toFormat('yyyy-MM-dd');
  }

  /** "UTC+1" */
  offset(at: number): string {
    return `UTC${this.#at(at).toFormat('Z')}`;
  }

  /** Moments that a story holds in braces become times of day. */
  inText(text: string): string {
    return text.replace(/\{(\d{4}-\d{2}-\d{2}T[\d:.]+Z)\}/gu, (_, iso: string) => this.short(Date.parse(iso)));
  }

  #at(at: number): DateTime {
    return DateTime.fromMillis(at, { zone: this.zone });
  }
}
