import { useState } from "react";
import { words } from "../../api/client";
import { access } from "../../api/routes";
import { confirm } from "../../kit/confirm";
import { Menu } from "../../kit/Menu";
import { Avatar } from "../../kit/parts";
import { Ago } from "../../kit/Time";
import { toast } from "../../kit/toasts";
import type { Role, User } from "../../wire-access";
import { TokenDialog } from "./TokenDialog";

export const roles: Role[] = ["viewer", "operator", "admin"];

export function UserTable({ users, onChange }: { users: User[]; onChange: () => void }) {
  const [tokenFor, setTokenFor] = useState<User | null>(null);
  const change = async (user: User, what: object, done: string) => {
    try {
      await access.updateUser(user.id, what);
      toast({ kind: "success", title: done });
    } catch (error) {
      toast({ kind: "error", title: `${user.name} is not changed`, text: words(error) });
    }
    onChange();
  };
  const shutOut = async (user: User) => {
    const answer = await confirm({
      title: `Shut ${user.name} out?`,
      consequence: <p>Whatever is open under this name is closed at once. What it has started goes on.</p>,
      action: "Shut out",
      danger: true,
    });
    if (answer) await change(user, { disabled: true }, `${user.name} is shut out`);
  };
  return (
    <div className="table-box">
      <table className="table">
        <thead>
          <tr>
            <th>Name</th>
            <th>Role</th>
            <th>Password</th>
            <th>Added</th>
            <th>
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.id}>
              <td>
                <span className="named">
                  <Avatar name={user.name} small />
                  {user.name}
                  {user.disabled && <small className="muted">shut out</small>}
                </span>
              </td>
              <td>
                <select
                  aria-label={`Role of ${user.name}`}
                  value={user.role}
                  onChange={(event) =>
                    void change(user, { role: event.target.value }, `${user.name} is ${event.target.value}`)}
                >
                  {roles.map((role) => <option key={role}>{role}</option>)}
                </select>
              </td>
              <td>{user.has_password ? "set" : "none"}</td>
              <td>
                <Ago time={user.created_at} />
              </td>
              <td>
                <Menu
                  label={`Actions for ${user.name}`}
                  items={[
                    { label: "New token…", icon: "plus", run: () => setTokenFor(user) },
                    user.disabled
                      ? {
                        label: "Let in again",
                        icon: "check",
                        run: () => void change(user, { disabled: false }, `${user.name} is let in`),
                      }
                      : { label: "Shut out…", icon: "stop", danger: true, run: () => void shutOut(user) },
                  ]}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {tokenFor && <TokenDialog user={tokenFor} onClose={() => setTokenFor(null)} onDone={onChange} />}
    </div>
  );
}
