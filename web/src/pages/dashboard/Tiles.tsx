import { count, money, plural, tokens } from "../../format/format";
import { Link } from "../../router/router";
import { useAgents, useTasks, useWaitingCount } from "../../store/selectors";
import type { UsageReport } from "../../wire-figures";

/** The five numbers one looks at first. */
export function Tiles({ usage }: { usage: UsageReport | null }) {
  const agents = useAgents();
  const tasks = useTasks();
  const waiting = useWaitingCount();
  const today = usage?.days[usage.days.length - 1]?.total;
  const working = agents.filter((agent) => agent.status === "executing").length;
  return (
    <div className="tiles cards">
      <Tile href="/agents" label="Agents at work" value={String(working)} more={`of ${agents.length}`} />
      <Tile
        href="/tasks"
        label="Tasks done"
        value={String(tasks.filter((task) => task.status === "completed").length)}
        more={`of ${tasks.length}`}
      />
      <Tile
        href="/inbox"
        label="Need you"
        value={String(waiting)}
        more={waiting === 0 ? "all clear" : plural(waiting, "question")}
        isCalling={waiting > 0}
      />
      <Tile
        href="/runs"
        label="Tokens today"
        value={today ? count(tokens(today.usage)) : "…"}
        more={plural(today?.model_calls ?? 0, "call")}
      />
      <Tile
        href="/runs"
        label="Cost today"
        value={today ? money(today.usage.cost_usd ?? 0) : "…"}
        more="UTC day"
      />
    </div>
  );
}

function Tile(
  { href, label, value, more, isCalling }: {
    href: string;
    label: string;
    value: string;
    more: string;
    isCalling?: boolean;
  },
) {
  return (
    <Link href={href} className={`tile ${isCalling ? "calling" : ""}`}>
      <span>{label}</span>
      <strong>{value}</strong>
      <small>{more}</small>
    </Link>
  );
}
