/** A length of time as a person says it: "45 s", "3 min 20 s", "2 h 05 min". */
export function describeSeconds(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${String(whole)} s`;
  const minutes = Math.floor(whole / 60);
  if (minutes < 10)
    return whole % 60 === 0 ? `${String(minutes)} min` : `${String(minutes)} min ${String(whole % 60)} s`;
  const all = Math.round(whole / 60);
  if (all < 60) return `${String(all)} min`;
  return `${String(Math.floor(all / 60))} h ${String(all % 60).padStart(2, '0')} min`;
}
