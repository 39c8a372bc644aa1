import { title } from "../format/format";
import { Picker } from "../kit/Picker";
import { useAgents, useTasks } from "../store/selectors";

interface PickerProps {
  label: string;
  chosen: string[];
  onChange: (ids: string[]) => void;
  error: string | undefined;
}

/** Chooses among all agents. */
export function AgentPicker(props: PickerProps) {
  const agents = useAgents();
  return (
    <Picker
      {...props}
      none="There are no agents yet."
      options={agents.map((agent) => ({ id: agent.id, title: agent.name, detail: agent.role }))}
    />
  );
}

/** Chooses among all tasks, or all but one. */
export function TaskPicker({ without, ...props }: PickerProps & { without?: string | undefined }) {
  const tasks = useTasks().filter((task) => task.id !== without);
  return (
    <Picker
      {...props}
      none={without !== undefined ? "There are no other tasks." : "There are no tasks yet."}
      options={tasks.map((task) => ({ id: task.id, title: task.title, detail: title(task.status) }))}
    />
  );
}
