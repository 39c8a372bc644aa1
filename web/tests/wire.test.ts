// The wire types against the server's golden files: each body is written as a literal of its type and type-checked, so a
// field that the server has and the type has not, or the other way round, fails here.
import { strict as assert } from "node:assert";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "node:test";

const web = dirname(dirname(fileURLToPath(import.meta.url)));
const golden = join(web, "../Tests/WebAPITests/Golden");

const types: Record<string, string> = {
  "agent": "Agent",
  "agent-created": "Agent",
  "agent-updated": "Agent",
  "agents": "Agent[]",
  "agent-deleted": "AgentDeletion",
  "task-created": "Task",
  "tasks": "Task[]",
  "task-deleted": "Deletion",
  "execution": "Execution",
  "executions": "Execution[]",
  "execution-started": "ExecutionStart",
  "execution-steps": "Step[]",
  "execution-events": "JournalEvent[]",
  "execution-question": "OpenQuestion[]",
  "execution-paused": "ControlAnswer",
  "execution-deleted": "Deletion",
  "error-validation": "ErrorBody",
  "error-not-found": "ErrorBody",
  "health": "Health",
  "execution-abort-refused": "ErrorBody",
  "pattern": "Pattern",
  "patterns": "Pattern[]",
  "pattern-created": "Pattern",
  "workflow-execution": "WorkflowRun",
  "workflow-executions": "WorkflowRun[]",
  "analysis": "Analysis",
  "workflow-types": "WorkflowType[]",
  "communications": "Communication[]",
  "workflow-rerun": "WorkflowRun",
  "rerun-preview": "RerunPlan",
  "rerun-unknown-step": "ErrorBody",
  "usage-daily": "UsageReport",
  "search": "SearchHit[]",
  "project-loaded": "ProjectLoad",
  "directory-info": "ProjectSurvey",
  "who-am-i": "WhoAmI",
  "login": "Login",
  "ticket": "Ticket",
  "user": "User",
  "users": "User[]",
  "token-created": "Token",
  "tokens": "Token[]",
};

test("every golden file fits its wire type", (context) => {
  const known = Object.entries(types).filter(([name]) => existsSync(join(golden, `${name}.json`)));
  assert.ok(known.length >= 15, "the golden files are where they were");
  const others = readdirSync(golden).map((file) => file.replace(".json", "")).filter((name) => !(name in types));
  context.diagnostic(`golden files without a wire type: ${others.join(", ")}`);
  const folder = mkdtempSync(join(web, "src/.wire-"));
  try {
    const lines = known.map(([name, type], index) => `export const body${index}: ${type} = ${literal(name)};`);
    const names = [...new Set(known.map(([, type]) => type.replace("[]", "")))];
    const here = (file: string) =>
      names.filter((name) => new RegExp(`interface ${name} `).test(readFileSync(join(web, `src/${file}.ts`), "utf8")));
    const imports = ["wire", "wire-workflows", "wire-figures", "wire-projects", "wire-access"].map((file) =>
      `import type { ${here(file).join(", ")} } from "../${file}";`
    );
    writeFileSync(join(folder, "golden.ts"), [...imports, ...lines].join("\n"));
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ extends: "../../tsconfig.json", include: ["golden.ts"] }),
    );
    check(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

/** A measured number and a time have names in the golden files; their types must still be right. */
function literal(name: string): string {
  const { body } = JSON.parse(readFileSync(join(golden, `${name}.json`), "utf8")) as { body: unknown };
  return JSON.stringify(body)
    .replace(/"configuration_schema":"<measured>"/g, '"configuration_schema":{}').replace(/"<measured>"/g, "1.5");
}

function check(folder: string): void {
  try {
    execFileSync("tsc", ["-p", folder], { encoding: "utf8" });
  } catch (error) {
    assert.fail(`the wire has drifted:\n${(error as { stdout: string }).stdout}`);
  }
}
