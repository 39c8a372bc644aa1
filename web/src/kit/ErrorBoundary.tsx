import { Component, type ReactNode } from "react";
import { Button } from "./Button";
import { Code, Empty } from "./parts";

interface Props {
  /** A fault in one place does not outlive a change to another. */
  place: string;
  children: ReactNode;
}

/** Catches what a part of the page throws, so that the rest of it stays. */
export class ErrorBoundary extends Component<Props, { error: Error | null; place: string }> {
  override state = { error: null as Error | null, place: this.props.place };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: { place: string }) {
    return props.place === state.place ? null : { error: null, place: props.place };
  }

  override render() {
    const { error } = this.state;
    if (!error) return this.props.children;
    return (
      <Empty
        icon="alert"
        title="This part of the page broke"
        action={<Button icon="again" onClick={() => location.reload()}>Load the page again</Button>}
      >
        The server and the agents are not touched by it.
        <Code text={`${error.name}: ${error.message}`} label="The fault" />
      </Empty>
    );
  }
}
