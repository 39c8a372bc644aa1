import { words } from "../api/client";
import { logOut, useStanding } from "../access/access";
import { Avatar } from "../kit/parts";
import { toast } from "../kit/toasts";

/** Who is signed in, and the way out; nothing where the server asks for no login. */
export function WhoIsIn() {
  const me = useStanding();
  if (me === null || me === "stranger" || !me.login_required) return null;
  const leave = () => {
    logOut().catch((error) => toast({ kind: "error", title: "You are not signed out", text: words(error) }));
  };
  return (
    <div className="who">
      <Avatar name={me.user.name} small />
      <span className="grow clip" title={`${me.user.name} (${me.user.role})`}>
        {me.user.name}
        <small>{me.user.role}</small>
      </span>
      {me.logged_in && <button type="button" className="button ghost small" onClick={leave}>Sign out</button>}
    </div>
  );
}
