/** What the operator's desk adds to the look of all pages: room, tables, and marks of what needs attention. */

export const DESK_STYLE = `
.wide > header, .wide > main, .wide > footer { max-width: 1040px; }
.desk { display: flex; flex-wrap: wrap; gap: 0 20px; align-items: center; border-bottom: 1px solid var(--rule); margin: -12px 0 18px; padding-bottom: 6px; }
.desk a { display: inline-block; min-height: 44px; padding: 10px 0; }
.desk a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
.beside a[aria-current] { color: var(--ink); font-weight: 600; text-decoration: none; }
.desk form { margin-left: auto; }
.desk button, td button { min-height: 44px; padding: 6px 14px; font-size: 14px; }
.scroll { overflow-x: auto; margin: 0 0 18px; }
.table { border-collapse: collapse; width: 100%; font-size: 15px; }
.table caption { text-align: left; color: var(--muted); padding: 0 0 6px; }
.table th { text-align: left; font-size: 14px; font-weight: 400; color: var(--muted); vertical-align: bottom; }
.table th, .table td { border-bottom: 1px solid var(--rule); padding: 8px 14px 8px 0; vertical-align: top; }
.table td { overflow-wrap: break-word; max-width: 420px; }
.table td.number, .table th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
.table td.sentences { min-width: 210px; }
.table time, .table td:first-child { white-space: nowrap; }
.table td.sentences:first-child { white-space: normal; }
.table td a { display: inline-block; min-height: 24px; }
.cell { display: block; min-width: 52px; min-height: 44px; padding: 10px 8px; text-decoration: none; border-radius: 6px; }
.cell.open { background: var(--mark); color: var(--ink); font-weight: 600; }
.cell.none { color: var(--muted); }
.attention { list-style: none; padding: 0; }
.attention li { border-left: 4px solid var(--rule); padding: 8px 14px; margin: 0 0 10px; }
.attention li.fail { border-left-color: var(--accent); background: color-mix(in srgb, var(--mark) 45%, var(--paper)); }
.attention li.warn { border-left-color: var(--accent); }
.facts { display: grid; grid-template-columns: max-content 1fr; gap: 6px 18px; margin: 0 0 18px; }
.facts dt { color: var(--muted); }
.facts dd { margin: 0; overflow-wrap: anywhere; }
.search { display: flex; flex-wrap: wrap; gap: 10px; align-items: end; margin: 0 0 18px; }
.search > div { flex: 1 1 240px; }
.search label { margin-top: 0; }
@media (max-width: 480px) { .facts { grid-template-columns: 1fr; gap: 0; } .facts dd { margin: 0 0 8px; } }
`;
