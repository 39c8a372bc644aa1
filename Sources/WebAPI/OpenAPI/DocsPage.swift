/// The page that shows the description of the API and lets one try it; it needs nothing from elsewhere.
enum DocsPage {
    static let html = """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Skein API</title>
        <link rel="icon" href="data:,">
        <link rel="stylesheet" href="/docs/docs.css">
        </head>
        <body>
        <header>
        <h1>Skein API</h1>
        <p><a href="/">Skein</a> · <a href="/openapi.json">openapi.json</a></p>
        <label>Find <input id="find" type="search" placeholder="agents, POST, pause …"></label>
        </header>
        <main id="operations" aria-live="polite">Loading…</main>
        <script src="/docs/docs.js"></script>
        </body>
        </html>
        """

    static let style = """
        :root { color-scheme: light dark; --line: #8884; --soft: #8882; --accent: #4f5bd5; }
        @media (prefers-color-scheme: dark) { :root { --accent: #9aa4ff; } }
        body { color: CanvasText; background: Canvas; font: 15px/1.5 system-ui, sans-serif; margin: 0 auto; max-width: 60rem; padding: 1rem 1.25rem 4rem; }
        header { display: flex; flex-wrap: wrap; gap: 0 1.5rem; align-items: center; }
        h1 { font-size: 1.4rem; }
        h2 { font-size: 1.1rem; margin-top: 2rem; }
        a { color: var(--accent); }
        details { border: 1px solid var(--line); border-radius: 8px; margin: .4rem 0; }
        summary { cursor: pointer; padding: .5rem .75rem; }
        summary code { font-weight: 600; }
        summary .method { display: inline-block; width: 4.5rem; font-weight: 700; color: var(--accent); }
        details > div { padding: 0 .75rem .75rem; }
        form { display: grid; gap: .5rem; }
        label { display: grid; gap: .15rem; }
        header label { display: block; }
        input, textarea, button { font: inherit; padding: .35rem .5rem; border: 1px solid var(--line); border-radius: 6px; }
        textarea, pre { font: 13px/1.45 ui-monospace, monospace; }
        textarea { min-height: 8rem; }
        button { justify-self: start; cursor: pointer; background: var(--accent); color: Canvas; border-color: transparent; }
        pre { background: var(--soft); border-radius: 6px; padding: .6rem; overflow: auto; max-height: 28rem; }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
        """
}
