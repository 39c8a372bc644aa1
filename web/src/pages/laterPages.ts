// The pages that are loaded when one of them is first needed, together: they share most of their parts.
export { RunPage } from "../run/RunPage";
export { WorkflowRunPage } from "../run/WorkflowRunPage";
export { EditPatternPage, NewPatternPage } from "./orchestration/NewPatternPage";
export { OrchestrationPage } from "./orchestration/OrchestrationPage";
export { AuditPage } from "./audit/AuditPage";
export { PatternPage } from "./orchestration/PatternPage";
