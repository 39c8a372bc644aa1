import { Button } from "../../kit/Button";
import { Empty, PageHead, Panel, Skeleton } from "../../kit/parts";
import { setQuery, usePlace } from "../../router/router";
import { AuditTable } from "./AuditTable";
import { exportAddress, filters, useAudit } from "./useAudit";

/** Who did what to what, from where, and what came of it. */
export function AuditPage() {
  const { query } = usePlace();
  const { entries, total, failure, more } = useAudit(query);
  const isFiltered = filters.some(({ name }) => query.get(name));
  return (
    <>
      <PageHead title="Audit log" subtitle={`${total} ${total === 1 ? "entry" : "entries"}`}>
        <a className="button plain" href={exportAddress(query, "csv")} download>Export as CSV</a>
        <a className="button plain" href={exportAddress(query, "jsonl")} download>Export as JSON lines</a>
      </PageHead>
      <Panel>
        <div className="list-tools">
          {filters.map(({ name, label, type }) => (
            <label className="pick" key={name}>
              <span className="hidden">{label}</span>
              <input
                type={type}
                value={query.get(name) ?? ""}
                placeholder={label}
                title={label}
                onChange={(event) => setQuery({ [name]: event.target.value })}
              />
            </label>
          ))}
        </div>
        {failure
          ? <Empty icon="alert" title="The log could not be read">{failure}</Empty>
          : entries === null
          ? <Skeleton />
          : entries.length > 0
          ? <AuditTable entries={entries} />
          : isFiltered
          ? (
            <Empty
              icon="search"
              title="Nothing matches the filters"
              action={
                <Button onClick={() => setQuery(Object.fromEntries(filters.map(({ name }) => [name, null])))}>
                  Clear the filters
                </Button>
              }
            />
          )
          : <Empty icon="list" title="Nobody has changed anything yet" />}
        {more && (
          <p className="more-rows">
            <Button onClick={more}>Show older ones</Button>
          </p>
        )}
      </Panel>
    </>
  );
}
