import { Suspense } from "react";
import { later } from "../later";

const Rendered = later(() => import("./RenderedMarkdown").then((module) => module.default));

/** An agent's text as it meant it. It is untrusted: what is rendered is sanitised, and until then it is plain. */
export function Markdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<pre className="plain">{text}</pre>}>
      <Rendered text={text} />
    </Suspense>
  );
}
