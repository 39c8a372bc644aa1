import { useState } from "react";
import { words } from "../api/client";
import { logOut, useStanding } from "../access/access";
import { PasswordDialog } from "../access/PasswordDialog";
import { Icon } from "../kit/Icon";
import { Menu, type MenuItem } from "../kit/Menu";
import { Avatar } from "../kit/parts";
import { toast } from "../kit/toasts";

/** Who is signed in, and what they can do about it; nothing where the server asks for no login. */
export function WhoIsIn() {
  const me = useStanding();
  const [isChanging, setChanging] = useState(false);
  if (me === null || me === "stranger" || !me.login_required) return null;
  const { name, role } = me.user;
  const items: MenuItem[] = [
    ...(me.by_password ? [{ label: "Change password…", icon: "key", run: () => setChanging(true) } as const] : []),
    ...(me.logged_in ? [{ label: "Sign out", icon: "leave", run: leave } as const] : []),
  ];
  const face = (
    <>
      <Avatar name={name} small />
      <span className="grow clip">
        {name}
        <small>{role}</small>
      </span>
      {items.length > 0 && <Icon name="more" size={14} />}
    </>
  );
  return (
    <div className="who">
      {items.length > 0
        ? <Menu label={`Account: ${name}, ${role}`} items={items} face={face} />
        : <div className="menu-face">{face}</div>}
      {isChanging && <PasswordDialog name={name} onClose={() => setChanging(false)} />}
    </div>
  );
}

function leave(): void {
  logOut().catch((error) => toast({ kind: "error", title: "You are not signed out", text: words(error) }));
}
