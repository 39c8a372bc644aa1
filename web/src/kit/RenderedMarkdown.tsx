import DOMPurify from "dompurify";
import { marked } from "marked";
import { useMemo } from "react";

// Debian's patched DOMPurify 2.4.1 reads a variable of this name where there is none, before a check that it repeats
// with the right one; without a stand-in nothing could be sanitised.
Object.assign(globalThis, { shadowNode: {} });

// No styles, forms, frames or pictures: an agent's text must not look like this page, and a picture from elsewhere would
// tell somebody that it was read.
const rules = {
  FORBID_TAGS: ["style", "form", "input", "button", "textarea", "select", "img", "picture", "video", "audio", "svg", "math", "iframe"],
  FORBID_ATTR: ["style", "class", "id", "name"],
  ALLOW_DATA_ATTR: false,
};

DOMPurify.addHook("afterSanitizeAttributes", (node) => {
  if (node.tagName !== "A") return;
  node.setAttribute("target", "_blank");
  node.setAttribute("rel", "noopener noreferrer nofollow");
});

export default function RenderedMarkdown({ text }: { text: string }) {
  const html = useMemo(() => DOMPurify.sanitize(marked.parse(text, { gfm: true, breaks: true }), rules) as string, [text]);
  return <div className="markdown" dangerouslySetInnerHTML={{ __html: html }} />;
}
