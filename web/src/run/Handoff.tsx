import { useState } from "react";
import { useObstacle } from "../access/access";
import * as routes from "../api/routes";
import { useForm } from "../forms/useForm";
import { useCommands } from "../keys/registry";
import { Button } from "../kit/Button";
import { Choices } from "../kit/Choices";
import { Dialog } from "../kit/Dialog";
import { TextField } from "../kit/Field";
import { toast } from "../kit/toasts";
import { loadOne } from "../live/refresh";
import { useAgentName, useTaskTitle } from "../store/selectors";
import { useStore } from "../store/store";
import type { Execution } from "../wire";
import type { WorkflowRun } from "../wire-workflows";
import { canHandOver, presentTurn, successors } from "./successors";

interface HandoffProps {
  run: WorkflowRun;
  executions: Execution[];
}

/** The way to hand a swarm's task to another agent, for those who may. */
export function Handoff(props: HandoffProps) {
  const isOffered = useObstacle("operator") === null && canHandOver(props.run);
  return isOffered ? <HandoffButton {...props} /> : null;
}

function HandoffButton(props: HandoffProps) {
  const [isOpen, setOpen] = useState(false);
  useCommands(() => [{ title: "Hand over", group: "This run", keys: "x h", run: () => setOpen(true) }], []);
  return (
    <>
      <Button icon="swap" onClick={() => setOpen(true)}>Hand over</Button>
      {isOpen && <HandoffDialog {...props} onClose={() => setOpen(false)} />}
    </>
  );
}

function HandoffDialog({ run, executions, onClose }: HandoffProps & { onClose: () => void }) {
  const nameOf = useAgentName();
  const titleOf = useTaskTitle();
  const agents = useStore((state) => state.agents.byID);
  const turn = presentTurn(run, executions);
  const others = successors(run, turn, agents);
  const { values, set, issues, refusal, isBusy, send } = useForm({
    start: { agent_id: "", reason: "" },
    validate: () => ({}),
    submit: async ({ reason }) => {
      await routes.workflows.handOver(run.id, {
        agent_id: chosen,
        ...(turn ? { task_id: turn.task_id } : {}),
        ...(reason.trim() ? { reason: reason.trim() } : {}),
      });
      toast({ kind: "success", title: `Handed over to ${nameOf(chosen)}` });
      void loadOne("workflowRuns", run.id);
      onClose();
    },
  });
  // The first one, unless the person chooses; whom they chose may have got the task meanwhile.
  const chosen = (others.find(({ id }) => id === values.agent_id) ?? others[0])?.id ?? "";
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button look="primary" busy={isBusy} disabled={!chosen} onClick={() => void send()}>Hand over</Button>
    </>
  );
  return (
    <Dialog title="Hand over to another agent" onClose={onClose} footer={footer}>
      <form className="form" onSubmit={(event) => void send(event)}>
        <p className="prose">
          {turn
            ? `${nameOf(turn.agent_id)} is at “${
              titleOf(turn.task_id)
            }”. That turn ends now, whatever it was about to decide.`
            : "Nobody has a turn just now."}
          {run.status === "paused" && " The next one begins when the run is resumed."}
        </p>
        {others.length > 0
          ? (
            <Choices
              legend="Who goes on"
              options={others.map(({ id, name, role }) => ({ value: id, label: name, hint: role }))}
              chosen={chosen}
              onChoose={set("agent_id")}
              error={issues.agent_id}
            />
          )
          : <p className="muted">No other agent in service takes part in this run.</p>}
        <TextField
          label="Message"
          rows={3}
          value={values.reason}
          onChange={set("reason")}
          error={issues.reason}
          placeholder="Why, and what to look at first (optional)"
        />
        {(refusal ?? issues.task_id) && <p className="banner bad" role="alert">{refusal ?? issues.task_id}</p>}
      </form>
    </Dialog>
  );
}
