import { useState } from "react";
import { useForm } from "../forms/useForm";
import { gather, password, SHORTEST_PASSWORD, text } from "../forms/validation";
import { Button } from "../kit/Button";
import { Dialog } from "../kit/Dialog";
import { TextField } from "../kit/Field";
import { toast } from "../kit/toasts";
import { changePassword } from "./access";

/** A new password for whoever is in. */
export function PasswordDialog({ name, onClose }: { name: string; onClose: () => void }) {
  const [isShown, setShown] = useState(false);
  const { values, set, issues, refusal, isBusy, send } = useForm({
    start: { current_password: "", new_password: "" },
    validate: ({ current_password, new_password }) =>
      gather({ current_password: text(current_password), new_password: password(new_password) }),
    submit: async ({ current_password, new_password }) => {
      await changePassword(current_password, new_password);
      toast({ kind: "success", title: "Your password is changed", text: "Other sessions of yours are over." });
      onClose();
    },
  });
  const type = isShown ? "text" : "password";
  const footer = (
    <>
      <Button onClick={onClose}>Cancel</Button>
      <Button look="primary" busy={isBusy} onClick={() => void send()}>Change password</Button>
    </>
  );
  return (
    <Dialog title="Change your password" onClose={onClose} footer={footer}>
      <form className="form" onSubmit={(event) => void send(event)} noValidate>
        <input type="text" className="hidden" autoComplete="username" value={name} readOnly tabIndex={-1} aria-hidden />
        <TextField
          label="Current password"
          type={type}
          value={values.current_password}
          onChange={set("current_password")}
          error={issues.current_password}
          autoComplete="current-password"
          focus
          required
        />
        <TextField
          label="New password"
          type={type}
          value={values.new_password}
          onChange={set("new_password")}
          error={issues.new_password}
          hint={`At least ${SHORTEST_PASSWORD} characters. Your other sessions end, API tokens stay.`}
          autoComplete="new-password"
          required
        />
        <label className="check">
          <input type="checkbox" checked={isShown} onChange={() => setShown(!isShown)} />
          Show what I type
        </label>
        {refusal && <p className="banner bad" role="alert">{refusal}</p>}
        <button type="submit" className="hidden" tabIndex={-1} aria-hidden="true" />
      </form>
    </Dialog>
  );
}
