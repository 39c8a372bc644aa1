import { useState } from "react";
import { runDemo } from "../../demo/demo";
import { Button, LinkButton } from "../../kit/Button";
import { Icon } from "../../kit/Icon";
import { Code, Panel } from "../../kit/parts";
import { useStore } from "../../store/store";

const HIDDEN_KEY = "skein-first-run-hidden";

/** The way from nothing to a run; gone once it is walked, or waved away. */
export function FirstRun() {
  const [isHidden, setHidden] = useState(localStorage.getItem(HIDDEN_KEY) !== null);
  const [isBusy, setBusy] = useState(false);
  const agents = useStore((state) => state.agents);
  const tasks = useStore((state) => state.tasks);
  const executions = useStore((state) => state.executions);
  const isLoaded = agents.loading === "yes" && tasks.loading === "yes" && executions.loading === "yes";
  const steps = [
    { title: "Create an agent", isDone: agents.ids.length > 0, href: "/agents?new=1" },
    { title: "Create a task and give it to the agent", isDone: tasks.ids.length > 0, href: "/tasks?new=1" },
    { title: "Start it, and watch", isDone: executions.ids.length > 0, href: "/tasks" },
  ];
  if (isHidden || !isLoaded || steps.every((step) => step.isDone)) return null;
  const hide = () => {
    localStorage.setItem(HIDDEN_KEY, "1");
    setHidden(true);
  };
  const demo = async () => {
    setBusy(true);
    await runDemo();
    setBusy(false);
  };
  return (
    <Panel title="Begin here" aside={<Button small look="ghost" onClick={hide}>Hide</Button>} className="first-run">
      <div className="first-run-body">
        <ol>
          {steps.map((step) => (
            <li key={step.title} className={step.isDone ? "done" : ""}>
              <span className="step-mark">{step.isDone && <Icon name="check" size={12} />}</span>
              <span className="grow">{step.title}{step.isDone && <span className="hidden">(done)</span>}</span>
              {!step.isDone && <LinkButton href={step.href} small>Do it</LinkButton>}
            </li>
          ))}
        </ol>
        <div>
          <p>
            Or see it all at once: a small team builds a word counter, asks you one thing on the way, and needs no key.
            Its agents play a script.
          </p>
          <Button
            needs="operator"
            look="primary"
            icon="spark"
            busy={isBusy}
            onClick={() =>
              void demo()}
          >
            Run the demo workflow
          </Button>
          <details>
            <summary>The same from a terminal</summary>
            <Code label="Commands" text={commands(location.origin)} />
          </details>
        </div>
      </div>
    </Panel>
  );
}

function commands(origin: string): string {
  return [
    `curl -s ${origin}/api/agents -H 'Content-Type: application/json' \\`,
    `  -d '{"name":"Ada","role":"engineer","system_prompt":"You write clear, tested code."}'`,
    `curl -s ${origin}/api/tasks -H 'Content-Type: application/json' \\`,
    `  -d '{"title":"Say hello","description":"Write one friendly sentence.","assigned_agent_ids":["AGENT_ID"]}'`,
    `curl -s ${origin}/api/execution/start -H 'Content-Type: application/json' -d '{"task_id":"TASK_ID"}'`,
  ].join("\n");
}
