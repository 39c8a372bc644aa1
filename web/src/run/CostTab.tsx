import { count, duration, money } from "../format/format";
import { Fact } from "../kit/parts";
import type { Execution } from "../wire";

/** Each call of a model with what it used, failed ones too. */
export function CostTab({ execution }: { execution: Execution }) {
  const { usage, api_calls_made: calls } = execution;
  return (
    <div className="padded">
      <dl className="facts">
        <Fact label="Input tokens">{count(usage.input_tokens ?? 0)}</Fact>
        <Fact label="Output tokens">{count(usage.output_tokens ?? 0)}</Fact>
        <Fact label="Read from cache">{count(usage.cache_read_tokens ?? 0)}</Fact>
        <Fact label="Written to cache">{count(usage.cache_write_tokens ?? 0)}</Fact>
        <Fact label="Cost">{money(usage.cost_usd ?? 0)}</Fact>
      </dl>
      {calls.length === 0 ? <p className="muted">No call of a model has ended yet.</p> : (
        <div className="table-box">
          <table className="table">
            <thead>
              <tr>
                <th>Call</th>
                <th>Outcome</th>
                <th className="right">In</th>
                <th className="right">Out</th>
                <th className="right">Took</th>
                <th className="right">Cost</th>
              </tr>
            </thead>
            <tbody>
              {calls.map((call) => (
                <tr key={call.call_id}>
                  <td>
                    <span className="named">
                      <span>
                        <strong>{call.call_id.split("/").slice(1).join("/") || call.call_id}</strong>
                        <small>{call.model ?? call.backend}</small>
                      </span>
                    </span>
                  </td>
                  <td>{call.outcome}</td>
                  <td className="right figures">{count(call.usage.input_tokens ?? 0)}</td>
                  <td className="right figures">{count(call.usage.output_tokens ?? 0)}</td>
                  <td className="right figures">{call.duration_ms ? duration(call.duration_ms) : "–"}</td>
                  <td className="right figures">{money(call.usage.cost_usd ?? 0)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}
