import { count, money, tokens } from "../format/format";
import { Panel, Skeleton } from "../kit/parts";
import type { UsageDay, UsagePart, UsageReport } from "../wire-figures";

/** What each day cost, and whom and what today's cost is for. */
export function CostByDay({ report, by }: { report: UsageReport | null; by: ("agents" | "models")[] }) {
  if (!report) {
    return (
      <Panel title="Cost by day">
        <Skeleton rows={3} />
      </Panel>
    );
  }
  const most = Math.max(0.0001, ...report.days.map(costOf));
  const today = report.days[report.days.length - 1];
  return (
    <Panel
      title="Cost by day"
      aside={
        <span className="muted figures">
          {money(report.total.usage.cost_usd ?? 0)} in {report.days.length} days
        </span>
      }
    >
      <div className="day-bars" role="img" aria-label={words(report.days)}>
        {report.days.map((day, index) => (
          <div key={day.date} title={tooltip(day)}>
            <span
              style={{ height: `${Math.max(2, (costOf(day) / most) * 100)}%` }}
              className={costOf(day) > 0 ? "some" : ""}
            />
            <small>{isLabelled(index, report.days.length) ? Number(day.date.slice(8)) : "\u00a0"}</small>
          </div>
        ))}
      </div>
      {today && by.map((name) => <Shares key={name} title={titles[name]} parts={today[name]} />)}
    </Panel>
  );
}

const titles = { agents: "Today by agent", models: "Today by model" };
const SHOWN = 4;

function Shares({ title, parts }: { title: string; parts: UsagePart[] }) {
  if (parts.length === 0) return null;
  const whole = parts.reduce((sum, part) => sum + (part.usage.cost_usd ?? 0), 0);
  return (
    <div className="shares">
      <h3>{title}</h3>
      <ul>
        {parts.slice(0, SHOWN).map((part) => (
          <li key={part.id ?? ""}>
            <span className="grow clip">
              {part.name ?? part.id ?? (title === titles.agents ? "Workflows" : "Unknown")}
            </span>
            <meter value={part.usage.cost_usd ?? 0} max={whole || 1} aria-label="Share of today's cost" />
            <span className="muted figures">{count(tokens(part.usage))}</span>
            <span className="figures">{part.usage.cost_usd === null ? "no cost" : money(part.usage.cost_usd)}</span>
          </li>
        ))}
      </ul>
      {parts.length > SHOWN && <p className="muted">{`and ${parts.length - SHOWN} more`}</p>}
    </div>
  );
}

/** Many numbers do not fit: then every third one, counted from today, is shown. */
function isLabelled(index: number, days: number): boolean {
  return days <= 14 || (days - 1 - index) % 3 === 0;
}

function costOf(day: UsageDay): number {
  return day.total.usage.cost_usd ?? 0;
}

function words(days: UsageDay[]): string {
  return days.filter((day) => costOf(day) > 0).map((day) => `${day.date}: ${money(costOf(day))}`).join(", ") ||
    `No costs in ${days.length} days`;
}

function tooltip(day: UsageDay): string {
  const parts = day.agents.map((part) => `\n${part.name ?? "Workflows"}: ${money(part.usage.cost_usd ?? 0)}`);
  return `${day.date} (UTC): ${money(costOf(day))}, ${count(tokens(day.total.usage))} tokens${parts.join("")}`;
}
