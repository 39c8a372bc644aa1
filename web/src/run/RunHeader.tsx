import type { ReactNode } from "react";
import { count, money } from "../format/format";
import { useCommands } from "../keys/registry";
import { Button } from "../kit/Button";
import { Menu, type MenuItem } from "../kit/Menu";
import { Fact } from "../kit/parts";
import { Status } from "../kit/Status";
import { Elapsed } from "../kit/Time";
import { isEnded } from "../store/selectors";
import type { RunStatus } from "../wire";
import type { Author } from "../wire-audit";
import { abort, type Controlled, pause, remove, resume } from "./controls";

interface RunHeaderProps {
  controlled: Controlled;
  title: string;
  path: ReactNode;
  status: RunStatus;
  from: string | null;
  to: string | null;
  tokens: number;
  cost: number;
  budget: number | null;
  tokenBudget?: number | null;
  facts: { label: string; value: ReactNode }[];
  again?: (() => void) | undefined;
  /** Controls that only this kind of run has. */
  extra?: ReactNode;
  more: MenuItem[];
}

const PAUSABLE: ReadonlySet<RunStatus> = new Set<RunStatus>(["pending", "running", "waiting"]);

/** What it is, how it stands, and what can be done about it. */
export function RunHeader(props: RunHeaderProps) {
  const { controlled, status, again } = props;
  const ended = isEnded(status);
  useCommands(() => [
    ...(PAUSABLE.has(status)
      ? [{ title: "Pause", group: "This run", keys: "x p", run: () => void pause(controlled) }]
      : []),
    ...(status === "paused"
      ? [{ title: "Resume", group: "This run", keys: "x r", run: () => void resume(controlled) }]
      : []),
    ...(ended ? [] : [{ title: "Abort", group: "This run", keys: "x a", run: () => void abort(controlled) }]),
    ...(ended && again ? [{ title: "Run again", group: "This run", keys: "x g", run: again }] : []),
  ], [status, controlled.id]);
  const items: MenuItem[] = ended
    ? [...props.more, { label: "Delete…", icon: "trash", danger: true, run: () => void remove(controlled) }]
    : props.more;
  return (
    <header className="run-head">
      <div className="run-title">
        <p className="crumbs">{props.path}</p>
        <h1>{props.title}</h1>
      </div>
      <dl className="facts">
        <Fact label="Status">
          <Status status={status} large />
        </Fact>
        {props.facts.map(({ label, value }) => <Fact key={label} label={label}>{value}</Fact>)}
        <Fact label="Elapsed">
          <Elapsed from={props.from} to={props.to} />
        </Fact>
        <Fact label="Tokens">
          <Tokens used={props.tokens} budget={props.tokenBudget ?? null} />
        </Fact>
        <Fact label="Cost">
          <Cost cost={props.cost} budget={props.budget} />
        </Fact>
      </dl>
      <div className="actions">
        {PAUSABLE.has(status) && (
          <Button needs="operator" icon="pause" onClick={() => void pause(controlled)}>Pause</Button>
        )}
        {status === "paused" && (
          <Button
            needs="operator"
            look="primary"
            icon="play"
            onClick={() => void resume(controlled)}
          >
            Resume
          </Button>
        )}
        {props.extra}
        {!ended && (
          <Button
            needs="operator"
            look="danger"
            icon="stop"
            disabled={status === "aborting"}
            onClick={() => void abort(controlled)}
          >
            Abort
          </Button>
        )}
        {ended && again && (
          <Button needs="operator" look="primary" icon="again" onClick={again}>
            {controlled.noun === "workflow" ? "Re-run" : "Run again"}
          </Button>
        )}
        <Menu label="More actions" items={items} />
      </div>
    </header>
  );
}

/** Who started it, where that is known. */
export function startedBy(author: Author | null | undefined): { label: string; value: ReactNode }[] {
  return author ? [{ label: "Started by", value: author.name }] : [];
}

function Tokens({ used, budget }: { used: number; budget: number | null }) {
  if (budget === null) return <span className="figures">{count(used)}</span>;
  return (
    <span className="budget">
      <span className="figures">{count(used)} of {count(budget)}</span>
      <meter value={used} max={budget} high={budget * 0.8} optimum={0} aria-label="Tokens against budget" />
    </span>
  );
}

function Cost({ cost, budget }: { cost: number; budget: number | null }) {
  if (budget === null) return <span className="figures">{money(cost)}</span>;
  return (
    <span className="budget">
      <span className="figures">{money(cost)} of {money(budget)}</span>
      <meter value={cost} max={budget} high={budget * 0.8} optimum={0} aria-label="Cost against budget" />
    </span>
  );
}
