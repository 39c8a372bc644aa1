import DOMPurify from "dompurify";
import { marked } from "marked";
import { useMemo } from "react";

// Debian's patched DOMPurify 2.4.1 reads a variable of this name where there is none, before a check that it repeats
// with the right one; without a stand-in nothing could be sanitised.
Object.assign(globalThis, { shadowNode: {} });

// No styles, forms, frames or pictures: an agent's text must not look like this page, and a picture from elsewhere would
// tell somebody that it was read.
const rules = {
  FORBID_TAGS: [
    "style",
    "form",
    "input",
    "button",
    "textarea",
    "select",
    "img",
    "picture",
    "video",
    "audio",
    "svg",
    "math",
    "iframe",
  ],
  FORBID_ATTR: ["style", "class", "id", "name"],
  ALLOW_DATA_ATTR: false,
};

DOMPurify.addHook("afterSanitizeAttributes", (node) => {
  if (node.tagName !== "A") return;
  node.setAttribute("target", "_blank");
  node.setAttribute("rel", "noopener noreferrer nofollow");
});

// HTML in it is shown as text; the sanitiser stands behind this, not instead of it.
marked.use({
  gfm: true,
  breaks: true,
  renderer: { html: (html: string) => html.replace(/&/g, "&amp;").replace(/</g, "&lt;") },
});

const HIGHEST = 3;

/** The headings of a text stand below those of the page, one level after another, whatever levels it begins with. */
function render(text: string): string {
  const tokens = marked.lexer(text);
  const headings = tokens.filter((token): token is marked.Tokens.Heading => token.type === "heading");
  const depths = [...new Set(headings.map((heading) => heading.depth))].sort();
  for (const heading of headings) heading.depth = Math.min(6, HIGHEST + depths.indexOf(heading.depth));
  return marked.parser(tokens);
}

export default function RenderedMarkdown({ text }: { text: string }) {
  const html = useMemo(() => DOMPurify.sanitize(render(text), rules) as string, [text]);
  return <div className="markdown" dangerouslySetInnerHTML={{ __html: html }} />;
}
