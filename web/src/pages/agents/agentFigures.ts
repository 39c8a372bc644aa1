import { tokens } from "../../format/format";
import { isEnded } from "../../store/selectors";
import type { Execution } from "../../wire";

/** What an agent has done, as far as its newest executions tell. */
export interface AgentFigures {
  runs: number;
  tokens: number;
  cost: number;
  live: Execution | null;
  /** Runs per slice of the last hours, oldest first. */
  activity: number[];
}

const SLICES = 24;
const SLICE_MS = 3_600_000;

export function figuresByAgent(executions: Execution[], now: number): Record<string, AgentFigures> {
  const figures: Record<string, AgentFigures> = {};
  for (const run of executions) {
    const own =
      (figures[run.agent_id] ??= { runs: 0, tokens: 0, cost: 0, live: null, activity: Array<number>(SLICES).fill(0) });
    own.runs += 1;
    own.tokens += tokens(run.usage);
    own.cost += run.usage.cost_usd ?? 0;
    if (!isEnded(run.status)) own.live = run;
    const slice = SLICES - 1 - Math.floor((now - Date.parse(run.start_time)) / SLICE_MS);
    if (slice >= 0 && slice < SLICES) own.activity[slice] = (own.activity[slice] ?? 0) + 1;
  }
  return figures;
}
