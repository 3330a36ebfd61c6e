/** Counts by day as bars of block characters, for where text has one width: a terminal, or code in Slack. */

const ROWS = 5;
/** From nothing to a full cell, by eighths. */
const BARS = " ▁▂▃▄▅▆▇█";
const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ");

export interface ChartDay {
  /** `YYYY-MM-DD`. */
  on: string;
  hits: number;
  stored: number;
}

/** `columns` a day; `faint`: how what is not counted is shown. */
export interface ChartStyle {
  columns: 1 | 2;
  indent: string;
  faint: (text: string) => string;
}

/** The most hits fill the height. A day of which no paper is stored has a point. */
export function drawDayChart(days: readonly ChartDay[], { columns, indent, faint }: ChartStyle): string[] {
  const most = Math.max(1, ...days.map(({ hits }) => hits));
  const room = String(most).length;
  const gap = " ".repeat(columns - 1);
  const rows = Array.from({ length: ROWS }, (_, i) => ROWS - 1 - i).map((row) => {
    const head = row === ROWS - 1 ? String(most).padStart(room) : row === 0 ? "0".padStart(room) : " ".repeat(room);
    const cells = days.map(({ hits, stored }) => {
      if (stored === 0) return row === 0 ? faint(`·${gap}`) : ` ${gap}`;
      // A single hit among hundreds is seen too.
      const eighths = hits === 0 ? 0 : Math.max(1, Math.round((hits / most) * ROWS * 8));
      return `${BARS[Math.min(8, Math.max(0, eighths - row * 8))]}${gap}`;
    });
    return `${indent}${head} ${cells.join("")}`.trimEnd();
  });
  const points = days.some(({ stored }) => stored === 0) ? [faint(`${indent}· no paper stored of that day`)] : [];
  const axis = drawAxis(
    days.map(({ on }) => on),
    columns,
  );
  return [...rows, faint(`${indent}${" ".repeat(room)} ${axis}`), ...points];
}

/** The first day and each Monday that leaves room: `30 Apr    4 May         11 May`. */
function drawAxis(days: readonly string[], columns: number): string {
  let line = "";
  days.forEach((on, i) => {
    const date = Temporal.PlainDate.from(on);
    const place = i * columns;
    if ((i > 0 && date.dayOfWeek !== 1) || (i > 0 && place < line.length + 1)) return;
    const label = `${date.day} ${MONTHS[date.month - 1]}`;
    if (place + label.length <= days.length * columns) line = line.padEnd(place) + label;
  });
  return line;
}
