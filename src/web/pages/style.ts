/** The look of all pages (look.md): a calm morning paper, in the light and in the dark. */

export const STYLE = `
:root {
  color-scheme: light dark;
  --paper: #fbfaf7; --ink: #1c1b19; --muted: #5b5a55; --accent: #9a3412; --mark: #fff1b8; --rule: #e4e1d8; --on-accent: #fbfaf7;
}
@media (prefers-color-scheme: dark) {
  :root { --paper: #16171a; --ink: #ecebe6; --muted: #a8a69f; --accent: #f0a57f; --mark: #4a3f10; --rule: #33353a; --on-accent: #16171a; }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink); font: 16px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
header, main, footer { max-width: 680px; margin: 0 auto; padding: 0 20px; }
header { padding-top: 28px; border-bottom: 1px solid var(--rule); padding-bottom: 12px; }
header { display: flex; flex-wrap: wrap; gap: 0 24px; align-items: baseline; justify-content: space-between; }
header .name { color: var(--ink); text-decoration: none; font: 600 22px/1.3 Georgia, "Iowan Old Style", serif; display: inline-block; padding: 8px 0; }
header nav { display: flex; gap: 18px; }
header nav a, .beside a, .links a { display: inline-block; min-height: 44px; padding: 10px 0; }
main { padding-top: 20px; padding-bottom: 48px; }
footer { color: var(--muted); border-top: 1px solid var(--rule); padding-top: 14px; padding-bottom: 40px; font-size: 14px; }
h1, h2, legend { font-family: Georgia, "Iowan Old Style", serif; line-height: 1.25; }
h1 { font-size: 28px; margin: 12px 0 10px; }
h2 { font-size: 20px; margin: 34px 0 8px; }
p { margin: 0 0 14px; }
a { color: var(--accent); }
form ~ p.muted { margin-top: 22px; }
.muted { color: var(--muted); }
.skip { position: absolute; left: -9999px; }
.skip:focus { left: 8px; top: 8px; background: var(--paper); padding: 10px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 3px; }
button { font: inherit; font-weight: 600; min-height: 44px; padding: 9px 20px; border: 1px solid var(--accent); border-radius: 6px; background: var(--accent); color: var(--on-accent); cursor: pointer; }
button.plain { background: none; color: var(--accent); }
fieldset { border: 1px solid var(--rule); border-radius: 8px; padding: 12px 16px 16px; margin: 0 0 18px; min-width: 0; }
legend { font-size: 18px; font-weight: 600; padding: 0 6px; overflow-wrap: anywhere; }
label { display: block; font-weight: 600; margin: 12px 0 4px; }
input, select, textarea { font: inherit; color: inherit; background: var(--paper); border: 1px solid var(--muted); border-radius: 6px; padding: 9px 10px; min-height: 44px; width: 100%; max-width: 100%; }
input[type="checkbox"], input[type="radio"] { width: 22px; min-height: 22px; height: 22px; margin: 0; accent-color: var(--accent); flex: none; }
.check { display: flex; gap: 10px; align-items: center; min-height: 44px; font-weight: 400; margin: 6px 0 0; }
.pair { display: grid; grid-template-columns: 1fr 1fr; gap: 0 14px; }
.said { border-left: 4px solid var(--accent); padding: 8px 14px; margin: 0 0 18px; background: color-mix(in srgb, var(--mark) 45%, var(--paper)); }
.wrong { border-left-color: var(--accent); }
.error { color: var(--accent); font-weight: 600; margin: 4px 0 0; }
.hint { color: var(--muted); font-size: 14px; margin: 4px 0 0; }
details { border-bottom: 1px solid var(--rule); }
summary { min-height: 44px; padding: 10px 0; cursor: pointer; font-weight: 600; }
ul { padding-left: 22px; margin: 0 0 14px; overflow-wrap: anywhere; }
.paper { border-bottom: 1px solid var(--rule); padding: 4px 0 14px; }
.paper h2, .paper h3 { font: 600 18px/1.3 Georgia, "Iowan Old Style", serif; margin: 14px 0 4px; overflow-wrap: anywhere; }
.paper h2 a, .paper h3 a { color: var(--ink); text-decoration: none; }
.paper h2 a:hover, .paper h3 a:hover { text-decoration: underline; }
.paper p { margin-bottom: 4px; }
.paper summary { font-weight: 400; min-height: 40px; padding: 8px 0; }
.paper details { border-bottom: 0; }
.links { display: flex; flex-wrap: wrap; gap: 0 18px; margin: 0; }
.beside { display: flex; flex-wrap: wrap; gap: 0 20px; }
.button { display: inline-block; font-weight: 600; min-height: 44px; padding: 9px 20px; border: 1px solid var(--accent); border-radius: 6px; text-decoration: none; }
.slack { border: 1px solid var(--rule); border-radius: 8px; padding: 6px 16px; margin: 0 0 14px; overflow-wrap: anywhere; }
.slack.reply { margin-left: 24px; }
.slack h3 { font: 600 17px/1.3 system-ui, sans-serif; margin: 12px 0 8px; }
.slack p { margin: 0 0 8px; }
.slack p.muted { font-size: 14px; }
.slack-buttons { display: flex; flex-wrap: wrap; gap: 8px; }
.slack-buttons span { border: 1px solid var(--muted); border-radius: 5px; padding: 4px 10px; font-size: 14px; font-weight: 600; }
.outbox li { margin-bottom: 8px; }
.bars { margin: 0 0 18px; }
.bars svg { width: 100%; height: auto; display: block; border-bottom: 1px solid var(--rule); }
.bars rect { fill: var(--accent); }
.bars figcaption { font-size: 14px; }
.calendar { border-collapse: collapse; width: 100%; table-layout: fixed; margin-bottom: 18px; }
.calendar th { font-size: 14px; font-weight: 400; color: var(--muted); }
.calendar td { text-align: center; padding: 0; height: 48px; }
.calendar a { display: block; min-height: 44px; padding: 3px 0; text-decoration: none; border-radius: 6px; }
.calendar a[aria-current] { background: var(--mark); color: var(--ink); }
.calendar small { display: block; font-size: 12px; line-height: 1.2; }
.topics { list-style: none; padding: 0; }
.topics li { padding: 8px 0; border-bottom: 1px solid var(--rule); }
pre { white-space: pre-wrap; border: 1px solid var(--rule); border-radius: 8px; padding: 12px; }
pre code { overflow-wrap: anywhere; }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
mark { background: var(--mark); color: inherit; }
.says { display: flex; flex-wrap: wrap; gap: 8px; }
button[aria-pressed="true"] { background: var(--mark); color: var(--ink); border-color: var(--ink); }
.row { display: flex; gap: 12px; align-items: center; justify-content: space-between; border-bottom: 1px solid var(--rule); padding: 6px 0; }
.row span { overflow-wrap: anywhere; }
code, .reading { font-family: ui-monospace, Menlo, Consolas, monospace; font-size: 14px; overflow-wrap: anywhere; }
@media print {
  :root { --paper: #fff; --ink: #000; --muted: #444; --accent: #000; --rule: #bbb; }
  header nav, footer, form, .beside, .button, .skip, .calendar { display: none; }
  .paper { break-inside: avoid; }
  .links a::after { content: " " attr(href); font-size: 12px; }
}
@media (max-width: 480px) { .pair { grid-template-columns: 1fr; } h1 { font-size: 24px; } }
`;
