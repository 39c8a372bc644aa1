import { lazy, type ReactNode } from "react";
import { match } from "../router/router";
import { AgentPage } from "./agents/AgentPage";
import { AgentsPage } from "./agents/AgentsPage";
import { Dashboard } from "./dashboard/Dashboard";
import { InboxPage } from "./inbox/InboxPage";
import { MissingPage } from "./MissingPage";
import { RunsPage } from "./runs/RunsPage";
import { TaskPage } from "./tasks/TaskPage";
import { TasksPage } from "./tasks/TasksPage";

const later = () => import("./later");
const RunPage = lazy(() => later().then((module) => ({ default: module.RunPage })));
const WorkflowRunPage = lazy(() => later().then((module) => ({ default: module.WorkflowRunPage })));
const OrchestrationPage = lazy(() => later().then((module) => ({ default: module.OrchestrationPage })));
const NewPatternPage = lazy(() => later().then((module) => ({ default: module.NewPatternPage })));
const PatternPage = lazy(() => later().then((module) => ({ default: module.PatternPage })));

interface Page {
  title: string;
  element: ReactNode;
}

type Make = (parts: Record<string, string>) => Page;

const id = (parts: Record<string, string>) => parts.id ?? "";

/** Every address of the UI on one page. */
const routes: [string, Make][] = [
  ["/", () => ({ title: "Dashboard", element: <Dashboard /> })],
  ["/inbox", () => ({ title: "Needs you", element: <InboxPage /> })],
  ["/agents", () => ({ title: "Agents", element: <AgentsPage /> })],
  ["/agents/:id", (parts) => ({ title: "Agent", element: <AgentPage key={id(parts)} id={id(parts)} /> })],
  ["/tasks", () => ({ title: "Tasks", element: <TasksPage /> })],
  ["/tasks/:id", (parts) => ({ title: "Task", element: <TaskPage key={id(parts)} id={id(parts)} /> })],
  ["/runs", () => ({ title: "Runs", element: <RunsPage /> })],
  ["/runs/:id", (parts) => ({ title: "Run", element: <RunPage key={id(parts)} id={id(parts)} /> })],
  [
    "/workflows/:id",
    (parts) => ({ title: "Workflow run", element: <WorkflowRunPage key={id(parts)} id={id(parts)} /> }),
  ],
  ["/orchestration", () => ({ title: "Orchestration", element: <OrchestrationPage /> })],
  ["/orchestration/new", () => ({ title: "New pattern", element: <NewPatternPage /> })],
  ["/orchestration/:id", (parts) => ({ title: "Pattern", element: <PatternPage key={id(parts)} id={id(parts)} /> })],
];

export function pageAt(path: string): Page {
  for (const [pattern, make] of routes) {
    const parts = match(pattern, path);
    if (parts) return make(parts);
  }
  return { title: "Nothing here", element: <MissingPage what={`the address ${path}`} /> };
}
