import { access } from "../../api/routes";
import { useForm } from "../../forms/useForm";
import { gather, password as passwordIssue, SHORTEST_PASSWORD, text } from "../../forms/validation";
import { Button } from "../../kit/Button";
import { Dialog } from "../../kit/Dialog";
import { SelectField, TextField } from "../../kit/Field";
import { toast } from "../../kit/toasts";
import { roles } from "./UserTable";

export function UserDialog({ onClose, onDone }: { onClose: () => void; onDone: () => void }) {
  const { values, set, issues, isBusy, send } = useForm({
    start: { name: "", role: "operator", password: "" },
    validate: ({ name, password }) =>
      gather({
        name: text(name, 1, 64),
        password: password === "" ? null : passwordIssue(password),
      }),
    submit: async ({ password, ...fields }) => {
      const user = await access.createUser(password === "" ? fields : { ...fields, password });
      toast({ kind: "success", title: `${user.name} is added` });
      onDone();
      onClose();
    },
    failure: "The user is not added",
  });
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button look="primary" busy={isBusy} onClick={() => void send()}>Add user</Button>
    </>
  );
  return (
    <Dialog title="New user" onClose={onClose} footer={footer}>
      <form className="form" onSubmit={(event) => void send(event)}>
        <TextField
          label="Name"
          value={values.name}
          onChange={set("name")}
          error={issues.name}
          hint="Lower-case letters, digits and . _ @ -"
          autoComplete="off"
          focus
          required
        />
        <SelectField
          label="Role"
          value={values.role}
          onChange={set("role")}
          error={issues.role}
          options={roles.map((role) => ({ value: role, label: role }))}
        />
        <TextField
          label="Password"
          type="password"
          value={values.password}
          onChange={set("password")}
          error={issues.password}
          hint={`At least ${SHORTEST_PASSWORD} characters. Leave it empty for a program, which gets a token.`}
          autoComplete="new-password"
        />
      </form>
    </Dialog>
  );
}
