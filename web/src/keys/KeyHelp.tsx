import { Dialog } from "../kit/Dialog";
import { keyLabel, useRegistry } from "./registry";

/** All keys there are right now; drawn from the registry, so it cannot be out of date. */
export function KeyHelp({ onClose }: { onClose: () => void }) {
  const commands = useRegistry().filter((command) => command.keys);
  const groups = [...new Set(commands.map((command) => command.group))];
  return (
    <Dialog title="Keyboard" onClose={onClose}>
      {groups.map((group) => (
        <section key={group} className="key-group">
          <h3>{group}</h3>
          <dl>
            {commands.filter((command) => command.group === group).map((command) => (
              <div key={command.title}>
                <dt>{command.title}</dt>
                <dd>{keyLabel(command.keys ?? "").map((key, index) => <kbd key={index}>{key}</kbd>)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
