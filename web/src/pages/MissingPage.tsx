import { LinkButton } from "../kit/Button";
import { Empty } from "../kit/parts";

export function MissingPage({ what }: { what: string }) {
  return (
    <>
      <h1 className="hidden">Nothing here</h1>
      <Empty icon="search" title="There is nothing here" action={<LinkButton href="/">To the dashboard</LinkButton>}>
        {`This server does not know ${what}. It may have been deleted.`}
      </Empty>
    </>
  );
}
