import { useEffect, useState } from "react";
import { useStanding } from "../../access/access";
import { words } from "../../api/client";
import { access } from "../../api/routes";
import { Button } from "../../kit/Button";
import { Empty, PageHead, Panel, Skeleton } from "../../kit/parts";
import type { Token, User } from "../../wire-access";
import { TokenTable } from "./TokenTable";
import { UserDialog } from "./UserDialog";
import { UserTable } from "./UserTable";

interface Lists {
  users: User[];
  tokens: Token[];
}

/** Who may use the server, for administrators. */
export function UsersPage() {
  const me = useStanding();
  const [lists, setLists] = useState<Lists | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const [isAdding, setAdding] = useState(false);
  const load = () =>
    Promise.all([access.users(), access.tokens()])
      .then(([users, tokens]) => setLists({ users, tokens }), (error) => setFailure(words(error)));
  useEffect(() => void load(), []);
  const isOpen = me !== null && me !== "stranger" && !me.login_required;
  return (
    <>
      <PageHead
        title="Users"
        subtitle={isOpen
          ? "This server can be reached from its own machine only, and asks for no login. SKEIN_AUTH=required changes that."
          : "A viewer sees everything but secrets, an operator also runs agents, an admin also decides who may do what."}
      >
        <Button look="primary" icon="plus" needs="admin" onClick={() => setAdding(true)}>New user</Button>
      </PageHead>
      {failure && <Empty icon="alert" title="The users cannot be shown">{failure}</Empty>}
      {!failure && !lists && <Skeleton rows={6} />}
      {lists && (
        <>
          <Panel title="People and programs">
            {lists.users.length === 0
              ? <Empty icon="agent" title="No users yet">Whoever is to come in from elsewhere needs one.</Empty>
              : <UserTable users={lists.users} onChange={load} />}
          </Panel>
          <Panel title="Tokens">
            {lists.tokens.length === 0
              ? (
                <Empty icon="tool" title="No tokens yet">
                  A token lets a program in. Make one in the menu of its user.
                </Empty>
              )
              : <TokenTable {...lists} onChange={load} />}
          </Panel>
        </>
      )}
      {isAdding && <UserDialog onClose={() => setAdding(false)} onDone={load} />}
    </>
  );
}
