import type { ReactNode } from "react";
import { later } from "../later";
import { match } from "../router/router";
import { AgentPage } from "./agents/AgentPage";
import { AgentsPage } from "./agents/AgentsPage";
import { Dashboard } from "./dashboard/Dashboard";
import { InboxPage } from "./inbox/InboxPage";
import { MissingPage } from "./MissingPage";
import { RunsPage } from "./runs/RunsPage";
import { TaskPage } from "./tasks/TaskPage";
import { TasksPage } from "./tasks/TasksPage";

const pages = () => import("./laterPages");
const RunPage = later(() => pages().then((module) => module.RunPage));
const WorkflowRunPage = later(() => pages().then((module) => module.WorkflowRunPage));
const OrchestrationPage = later(() => pages().then((module) => module.OrchestrationPage));
const NewPatternPage = later(() => pages().then((module) => module.NewPatternPage));
const EditPatternPage = later(() => pages().then((module) => module.EditPatternPage));
const AuditPage = later(() => pages().then((module) => module.AuditPage));
const PatternPage = later(() => pages().then((module) => module.PatternPage));

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
  ["/audit", () => ({ title: "Audit log", element: <AuditPage /> })],
  ["/orchestration", () => ({ title: "Orchestration", element: <OrchestrationPage /> })],
  [
    "/orchestration/:id/edit",
    (parts) => ({ title: "Edit pattern", element: <EditPatternPage key={id(parts)} id={id(parts)} /> }),
  ],
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
