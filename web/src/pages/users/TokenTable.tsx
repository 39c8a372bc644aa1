import { words } from "../../api/client";
import { access } from "../../api/routes";
import { Button } from "../../kit/Button";
import { confirm } from "../../kit/confirm";
import { Ago } from "../../kit/Time";
import { toast } from "../../kit/toasts";
import type { Token, User } from "../../wire-access";

/** The tokens that still let somebody in, and those that did. */
export function TokenTable({ users, tokens, onChange }: { users: User[]; tokens: Token[]; onChange: () => void }) {
  const owner = (token: Token) => users.find((user) => user.id === token.user_id)?.name ?? "";
  const revoke = async (token: Token) => {
    const answer = await confirm({
      title: `Revoke the token “${token.name}”?`,
      consequence: <p>Whatever uses it is shut out at once.</p>,
      action: "Revoke",
      danger: true,
    });
    if (!answer) return;
    try {
      await access.revokeToken(token.id);
      toast({ kind: "success", title: "The token is revoked" });
    } catch (error) {
      toast({ kind: "error", title: "The token is not revoked", text: words(error) });
    }
    onChange();
  };
  return (
    <div className="table-box">
      <table className="table">
        <thead>
          <tr>
            <th>Name</th>
            <th>User</th>
            <th>Role</th>
            <th>Last used</th>
            <th>Ends</th>
            <th>
              <span className="hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {tokens.map((token) => (
            <tr key={token.id}>
              <td>{token.name}</td>
              <td>{owner(token)}</td>
              <td>{token.role ?? "the user’s"}</td>
              <td>
                <Ago time={token.last_used_at} />
              </td>
              <td>{token.expires_at?.slice(0, 10) ?? "never"}</td>
              <td>
                {token.revoked_at
                  ? <small className="muted">revoked</small>
                  : (
                    <Button small look="ghost" onClick={() => void revoke(token)} aria-label={`Revoke ${token.name}`}>
                      Revoke…
                    </Button>
                  )}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
