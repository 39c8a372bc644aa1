import { type FormEvent, useEffect, useState } from "react";
import { words } from "../api/client";
import { Button } from "../kit/Button";
import { TextField } from "../kit/Field";
import { Icon } from "../kit/Icon";
import { Mark } from "../shell/Mark";
import { hasSessionEnded, logIn } from "./access";

/** The way in. The address stays, so that whoever comes in is where they wanted to be. */
export function LoginPage() {
  const [isToken, setToken] = useState(false);
  useEffect(() => {
    document.title = "Sign in · Skein";
  }, []);
  return (
    <main className="login" id="main">
      <section className="panel login-box" aria-labelledby="login-title">
        <Mark size={40} />
        <h1 id="login-title">Sign in to Skein</h1>
        {hasSessionEnded() && (
          <p className="banner wait" role="status">
            <Icon name="alert" />Your session is over. Sign in to go on where you were.
          </p>
        )}
        <LoginForm key={String(isToken)} isToken={isToken} />
        <button type="button" className="login-switch" onClick={() => setToken(!isToken)}>
          {isToken ? "Use a name and password" : "Use a token instead"}
        </button>
        <p className="hint">
          {isToken
            ? "The server printed the first administrator’s token when it first started; it is also in admin.token in its data directory."
            : "An administrator adds you with: skein user add NAME --role operator --password-stdin"}
        </p>
      </section>
    </main>
  );
}

function LoginForm({ isToken }: { isToken: boolean }) {
  const [username, setUsername] = useState("");
  const [secret, setSecret] = useState("");
  const [failure, setFailure] = useState<string | null>(null);
  const [isBusy, setBusy] = useState(false);
  const send = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(null);
    try {
      await logIn(isToken ? { token: secret.trim() } : { username: username.trim(), password: secret });
    } catch (error) {
      setFailure(words(error));
      setBusy(false);
    }
  };
  return (
    <form className="form" onSubmit={(event) => void send(event)}>
      {!isToken && (
        <TextField label="Name" value={username} onChange={setUsername} autoComplete="username" autoFocus required />
      )}
      <TextField
        label={isToken ? "Token" : "Password"}
        type="password"
        value={secret}
        onChange={setSecret}
        autoComplete={isToken ? "off" : "current-password"}
        autoFocus={isToken}
        required
      />
      {failure && <p className="banner bad" role="alert">{failure}</p>}
      <Button type="submit" look="primary" busy={isBusy} disabled={secret === "" || (!isToken && username === "")}>
        Sign in
      </Button>
    </form>
  );
}
