import { lazy, Suspense } from "react";

const Rendered = lazy(() => import("./RenderedMarkdown"));

/** An agent's text as it meant it. It is untrusted: what is rendered is sanitised, and until then it is plain. */
export function Markdown({ text }: { text: string }) {
  return (
    <Suspense fallback={<pre className="plain">{text}</pre>}>
      <Rendered text={text} />
    </Suspense>
  );
}
