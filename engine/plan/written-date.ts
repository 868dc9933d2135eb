/** Day, month and year, in the order and with the signs of many countries. */
const DAY_FIRST = /^(\d{1,2})([./-]) ?(\d{1,2})\2 ?(\d{4})(?:[ ,T]+(\d{1,2}:\d{2}))?$/u;

/**
 * A date that is written day first, as an ISO date, with its time of day if it has one: to suggest, not to take, since
 * elsewhere the month comes first.
 * @example isoDateOf('21.11.2026 21:30') // '2026-11-21T21:30'
 */
export function isoDateOf(text: string): string | undefined {
  const [, first = '', , second = '', year = '', time] = DAY_FIRST.exec(text.trim()) ?? [];
  if (year === '') return undefined;
  // 11/21/2026 can only be the 21st of November.
  const [day, month] = Number(second) > 12 ? [second, first] : [first, second];
  const date = [year, month.padStart(2, '0'), day.padStart(2, '0')].join('-');
  if (Number.isNaN(Date.parse(date))) return undefined;
  return time === undefined ? date : `${date}T${time.padStart(5, '0')}`;
}
