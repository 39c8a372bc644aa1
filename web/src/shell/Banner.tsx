import { Icon } from "../kit/Icon";
import { useStore } from "../store/store";

/** What a person should know before trusting what is on the page. */
export function Banner() {
  const health = useStore((state) => state.server.health);
  const link = useStore((state) => state.live.link);
  if (link === "reconnecting") {
    return (
      <p className="banner wait" role="status">
        <Icon name="alert" />The server is away. What you see is the last it said; agents at work go on without it.
      </p>
    );
  }
  if (health?.degraded) {
    return (
      <p className="banner" role="note">
        <Icon name="alert" />No model is configured: answers are plans drawn by rule, marked as degraded. Install the
        Claude CLI or set CLAUDE_CLI_PATH, then start the server again.
      </p>
    );
  }
  return null;
}
