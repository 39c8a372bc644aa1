import { estimate, title } from "../../format/format";
import { Code, Fact, Panel } from "../../kit/parts";
import type { Json, JsonObject } from "../../wire";
import type { Analysis } from "../../wire-workflows";
import { PatternDiagram } from "./PatternDiagram";
import { patternWords } from "./patternShape";

/** What the server recommends, how sure it is, and why. */
export function AnalysisPanel({ analysis }: { analysis: Analysis }) {
  const type = analysis.recommended_workflow.toLowerCase();
  const confidence = Math.round((analysis.confidence_score ?? 0) * 100);
  const reasons = Array.isArray(analysis.reasoning) ? analysis.reasoning : [analysis.reasoning];
  return (
    <Panel title="Recommendation" className="calling">
      <div className="analysis">
        <div className="analysis-head">
          <PatternDiagram type={type} />
          <div className="grow">
            <strong>{patternWords[type]?.title ?? title(type)}</strong>
            <label className="confidence">
              {`${confidence}% sure`}
              <meter min={0} max={100} low={40} high={70} optimum={100} value={confidence} />
            </label>
          </div>
        </div>
        {reasons.filter(Boolean).map((reason) => <p key={reason}>{reason}</p>)}
        <dl className="facts">
          <Fact label="Forecast">{estimate(analysis.estimated_duration) || "not known"}</Fact>
          {simple(analysis.resource_requirements).map(([name, value]) => (
            <Fact key={name} label={title(name)}>{value}</Fact>
          ))}
        </dl>
        <Notes heading="Risks" notes={analysis.risk_factors} />
        <Notes heading="Suggestions" notes={analysis.optimization_suggestions} />
        <details>
          <summary>Agents and tasks in detail</summary>
          <Code
            label="Details"
            text={JSON.stringify(
              { agents: analysis.agent_compatibility, tasks: analysis.task_complexity_analysis },
              null,
              2,
            )}
          />
        </details>
      </div>
    </Panel>
  );
}

function Notes({ heading, notes }: { heading: string; notes: Json[] | undefined }) {
  if (!notes || notes.length === 0) return null;
  return (
    <>
      <h3>{heading}</h3>
      <ul>{notes.map((note, index) => <li key={index}>{sentence(note)}</li>)}</ul>
    </>
  );
}

function sentence(note: Json): string {
  if (typeof note === "string") return note;
  const { description, message, risk, suggestion } = (note ?? {}) as JsonObject;
  const words = description ?? message ?? risk ?? suggestion;
  return typeof words === "string" ? words : JSON.stringify(note);
}

function simple(object: JsonObject | undefined): [string, string][] {
  return Object.entries(object ?? {}).filter(([, value]) => typeof value === "number" || typeof value === "string")
    .slice(0, 4).map(([name, value]) => [name, String(value)]);
}
