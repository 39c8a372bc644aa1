import { useDeferredValue, useMemo } from "react";
import { tokens } from "../format/format";
import { Panel, Skeleton } from "../kit/parts";
import { Tabs } from "../kit/Tabs";
import { MissingPage } from "../pages/MissingPage";
import { QuestionCard } from "../questions/QuestionCard";
import { Link, navigate, setQuery, usePlace } from "../router/router";
import { isEnded, useAgentName, useTaskTitle } from "../store/selectors";
import { useStore } from "../store/store";
import { executionRow, stepRows } from "../timeline/rows";
import { Timeline } from "../timeline/Timeline";
import type { Execution, LiveEvent } from "../wire";
import { Conversation } from "./Conversation";
import { runAgain } from "./controls";
import { EventHistory } from "./EventHistory";
import { Inspector } from "./Inspector";
import { RunHeader, startedBy } from "./RunHeader";
import { SplitPane } from "./SplitPane";
import { useJournal } from "./useJournal";
import { Why } from "./Why";

/** One agent at work on one task. */
export function RunPage({ id }: { id: string }) {
  const journal = useJournal(id);
  const execution = useStore((state) => state.executions.byID[id]);
  if (!execution) return journal.isLoaded ? <MissingPage what={`a run ${id}`} /> : <Skeleton rows={10} />;
  return <Known execution={execution} />;
}

function Known({ execution }: { execution: Execution }) {
  const { query } = usePlace();
  const journal = useJournal(execution.id);
  // A flood of events must not hold up what a person does meanwhile.
  const events = useDeferredValue(journal.events);
  const { steps } = journal;
  const title = useTaskTitle()(execution.task_id);
  const name = useAgentName()(execution.agent_id);
  const rows = useMemo(
    () => [executionRow(execution, events, "Whole run", name), ...stepRows(steps, events, execution.id, 1)],
    [execution, events, steps, name],
  );
  const chosen = query.get("step");
  const path = chosen?.replace(/:tools$/, "");
  const attempts = useMemo(() => steps.filter((step) => path === step.path), [steps, path]);
  const choose = (id: string) =>
    setQuery({
      step: id === execution.id ? null : id.slice(execution.id.length + 1),
      tab: id.endsWith(":tools") ? "tools" : query.get("tab"),
    });
  return (
    <>
      <Header execution={execution} title={title} name={name} />
      <Why execution={execution} />
      {(execution.interactions ?? []).map((question) => (
        <div className="panel waiting" key={question.interaction_id}>
          <QuestionCard asker={{ noun: "execution", id: execution.id }} question={question} />
        </div>
      ))}
      <SplitPane
        left={
          <>
            <Panel title="Timeline">
              <Timeline
                rows={rows}
                isLive={!isEnded(execution.status)}
                chosen={chosen ? `${execution.id}:${chosen}` : execution.id}
                onChoose={choose}
              />
            </Panel>
            <Story execution={execution} events={events} />
          </>
        }
        right={
          <Inspector
            execution={execution}
            events={events}
            attempts={attempts}
            title={attempts.length > 0 ? `Step ${path}` : "The whole run"}
            isPart={false}
          />
        }
      />
    </>
  );
}

function Story({ execution, events }: { execution: Execution; events: readonly LiveEvent[] }) {
  const { query } = usePlace();
  const view = query.get("view") ?? "conversation";
  return (
    <section className="panel" aria-label="Story">
      <Tabs
        label="Story"
        chosen={view}
        onChoose={(name) => setQuery({ view: name === "conversation" ? null : name })}
        tabs={[{ name: "conversation", label: "Conversation" }, {
          name: "events",
          label: "Events",
          count: events.length,
        }]}
      >
        {view === "conversation"
          ? <Conversation execution={execution} events={events} />
          : <EventHistory id={execution.id} events={events} />}
      </Tabs>
    </section>
  );
}

function Header({ execution, title, name }: { execution: Execution; title: string; name: string }) {
  const agent = useStore((state) => state.agents.byID[execution.agent_id]);
  const live = useStore((state) => state.live.output[execution.id]);
  const budget = agent?.execution_settings.max_budget_usd;
  const workflow = execution.workflow_execution_id;
  return (
    <RunHeader
      controlled={{ noun: "execution", id: execution.id }}
      title={title}
      status={execution.status}
      path={
        <>
          {workflow ? <Link href={`/workflows/${workflow}`}>Workflow</Link> : <Link href="/runs">Runs</Link>} /{" "}
          {execution.id.slice(-8)}
        </>
      }
      from={execution.start_time}
      to={execution.end_time}
      tokens={tokens(execution.usage) + (live ? live.inputTokens + live.outputTokens : 0)}
      cost={(execution.usage.cost_usd ?? 0) + (live?.cost ?? 0)}
      budget={typeof budget === "number" ? budget : null}
      facts={[
        { label: "Agent", value: <Link href={`/agents/${execution.agent_id}`}>{name}</Link> },
        ...startedBy(execution.started_by),
      ]}
      again={workflow ? undefined : () => void runAgain(execution)}
      more={[{ label: "Open the task", icon: "task", run: () => navigate(`/tasks/${execution.task_id}`) }]}
    />
  );
}
