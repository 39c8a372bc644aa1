import { useState } from "react";
import { access } from "../../api/routes";
import { useForm } from "../../forms/useForm";
import { gather, text } from "../../forms/validation";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { SelectField, TextField } from "../../kit/Field";
import { Code } from "../../kit/parts";
import type { User } from "../../wire-access";

const DAY_MS = 86_400_000;
const lifetimes = [
  { value: "30", label: "in 30 days" },
  { value: "90", label: "in 90 days" },
  { value: "365", label: "in a year" },
  { value: "", label: "never" },
];

/** Makes a token, and shows it the one time that it can be seen. */
export function TokenDialog({ user, onClose, onDone }: { user: User; onClose: () => void; onDone: () => void }) {
  const [made, setMade] = useState<string | null>(null);
  const { values, set, issues, isBusy, send } = useForm({
    start: { name: "", days: "90" },
    validate: ({ name }) => gather({ name: text(name, 1, 100) }),
    submit: async ({ name, days }) => {
      const end = days === "" ? {} : { expires_at: new Date(Date.now() + Number(days) * DAY_MS).toISOString() };
      const token = await access.createToken({ user_id: user.id, name, ...end });
      setMade(token.token ?? "");
      onDone();
    },
    failure: "The token is not made",
  });
  const footer = made === null
    ? (
      <>
        <Button onClick={onClose}>Cancel</Button>
        <Button look="primary" busy={isBusy} onClick={() => void send()}>Make token</Button>
      </>
    )
    : <Button look="primary" onClick={onClose}>I have kept it</Button>;
  return (
    <Dialog title={`New token of ${user.name}`} onClose={onClose} footer={footer}>
      {made === null
        ? (
          <form className="form" onSubmit={(event) => void send(event)}>
            <TextField
              label="What it is for"
              value={values.name}
              onChange={set("name")}
              error={issues.name}
              placeholder="laptop, nightly build, …"
              focus
              required
            />
            <SelectField label="It ends" value={values.days} onChange={set("days")} options={lifetimes} />
          </form>
        )
        : (
          <div className="secret-once">
            <p>Keep it now: it is never shown again. Programs send it as Authorization: Bearer …</p>
            <Code text={made} label="The token" />
          </div>
        )}
    </Dialog>
  );
}
