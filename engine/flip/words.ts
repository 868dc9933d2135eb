/** A duration in ms, for a reason: "45 s", "12 min", "12 min 5 s", "1 h 3 min". */
export function inWords(ms: number): string {
  const seconds = Math.round(Math.abs(ms) / 1000);
  if (seconds < 120) return `${String(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60)
    return seconds % 60 === 0 ? `${String(minutes)} min` : `${String(minutes)} min ${String(seconds % 60)} s`;
  const hours = Math.floor(minutes / 60);
  return minutes % 60 === 0 ? `${String(hours)} h` : `${String(hours)} h ${String(minutes % 60)} min`;
}

/** An hour angle in h: "+0h04m". */
export function hourAngleInWords(hours: number): string {
  const minutes = Math.round(Math.abs(hours) * 60);
  return `${hours < 0 && minutes > 0 ? '-' : '+'}${String(Math.floor(minutes / 60))}h${String(minutes % 60).padStart(2, '0')}m`;
}
