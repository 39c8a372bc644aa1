extension DocsPage {
    /// Reads the description, and builds an entry with a form per operation.
    static let script = #"""
        "use strict";

        const element = (name, properties = {}, ...children) => {
          const made = Object.assign(document.createElement(name), properties);
          made.append(...children);
          return made;
        };

        let description;
        const resolved = (schema) =>
          schema?.$ref ? schema.$ref.split("/").slice(1).reduce((part, name) => part[name], description) : schema ?? {};

        // A value that fits a schema, to begin with.
        function example(schema, depth = 0) {
          const s = resolved(schema);
          if (s.enum) return s.enum[0];
          if (s.anyOf) return example(s.anyOf[0], depth);
          const type = Array.isArray(s.type) ? s.type[0] : s.type;
          if (type === "object") {
            const members = Object.entries(s.properties ?? {}).filter(([name]) => depth > 0 || !s.required || s.required.includes(name));
            return depth > 3 ? {} : Object.fromEntries(members.map(([name, member]) => [name, example(member, depth + 1)]));
          }
          if (type === "array") return depth > 3 ? [] : [example(s.items, depth + 1)];
          return { string: "", integer: s.minimum ?? 0, number: 0, boolean: false }[type] ?? null;
        }

        function form(method, path, operation) {
          const fields = (operation.parameters ?? []).map((parameter) => {
            const input = element("input", { name: parameter.name, required: parameter.required });
            return { parameter, input, label: element("label", {}, `${parameter.name} (${parameter.in}): ${parameter.description}`, input) };
          });
          const schema = operation.requestBody?.content["application/json"]?.schema;
          const body = schema && element("textarea", { value: JSON.stringify(example(schema), null, 2), spellcheck: false });
          const answer = element("pre", { hidden: true });
          const made = element("form", {}, ...fields.map((field) => field.label));
          if (body) made.append(element("label", {}, "Body", body));
          made.append(element("button", {}, "Send"), answer);
          made.addEventListener("submit", async (event) => {
            event.preventDefault();
            answer.hidden = false;
            answer.textContent = "…";
            answer.textContent = await send(method, path, fields, body).catch((error) => String(error));
          });
          return made;
        }

        async function send(method, path, fields, body) {
          const query = new URLSearchParams();
          const headers = { accept: "application/json" };
          let address = path;
          for (const { parameter, input } of fields) {
            if (parameter.in === "path") address = address.replace(`{${parameter.name}}`, encodeURIComponent(input.value));
            else if (input.value && parameter.in === "query") query.set(parameter.name, input.value);
            else if (input.value) headers[parameter.name] = input.value;
          }
          if (body) headers["content-type"] = "application/json";
          const response = await fetch(address + (query.size ? `?${query}` : ""), { method, headers, body: body?.value });
          const text = await response.text();
          let shown = text;
          try { shown = JSON.stringify(JSON.parse(text), null, 2); } catch { /* Not JSON: shown as it is. */ }
          return `${response.status} ${response.statusText}\n${shown}`;
        }

        function entry(method, path, operation) {
          const details = element("details", { id: operation.operationId });
          details.append(element("summary", {},
            element("span", { className: "method" }, method), element("code", {}, path), ` ${operation.summary}`));
          details.addEventListener("toggle", () => {
            if (!details.open || details.children.length > 1) return;
            const answers = Object.entries(operation.responses).map(([status, response]) => {
              const schema = resolved(response).content?.["application/json"]?.schema;
              return `${status} ${resolved(response).description}${schema ? "\n" + JSON.stringify(example(schema, 1), null, 2) : ""}`;
            });
            const streams = operation.tags.includes("Live updates");
            details.append(element("div", {}, ...(streams ? [] : [form(method, path, operation)]),
              element("h3", {}, "Answers"), element("pre", { tabIndex: 0 }, answers.join("\n\n"))));
          });
          details.dataset.words = `${method} ${path} ${operation.summary} ${operation.operationId}`.toLowerCase();
          return details;
        }

        function show() {
          const groups = new Map();
          for (const [path, operations] of Object.entries(description.paths).sort()) {
            for (const [method, operation] of Object.entries(operations)) {
              const group = groups.get(operation.tags[0]) ?? [];
              group.push(entry(method.toUpperCase(), path, operation));
              groups.set(operation.tags[0], group);
            }
          }
          const main = document.getElementById("operations");
          main.replaceChildren(...[...groups].map(([tag, entries]) => element("section", {}, element("h2", {}, tag), ...entries)));
          document.getElementById("find").addEventListener("input", ({ target }) => {
            const words = target.value.toLowerCase().split(/\s+/);
            for (const details of main.querySelectorAll("details")) {
              details.hidden = !words.every((word) => details.dataset.words.includes(word));
            }
          });
          if (location.hash) document.getElementById(location.hash.slice(1))?.setAttribute("open", "");
        }

        fetch("/openapi.json").then((response) => response.json()).then((json) => {
          description = json;
          show();
        }, (error) => document.getElementById("operations").replaceChildren(`The description cannot be read: ${error}`));
        """#
}
