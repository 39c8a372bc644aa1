import Orchestration

/// What a browser sees at `/` where no web UI is built in.
struct WelcomePage {
    let health: HealthService

    var html: String {
        """
        <!doctype html>
        <html lang="en">
        <meta charset="utf-8">
        <title>Skein</title>
        <h1>Skein \(health.version)</h1>
        <p>The server is running; agents work on <code>\(health.backend)</code>.\(degraded)</p>
        <p>Create an agent and a task, start the task, and follow it:</p>
        <pre>
        curl -s localhost:8000/api/agents -H 'Content-Type: application/json' -d \\
          '{"name":"Ada","role":"engineer","system_prompt":"You write clear, tested code."}'
        curl -s localhost:8000/api/tasks -H 'Content-Type: application/json' -d \\
          '{"title":"Say hello","description":"Write one friendly sentence.","assigned_agent_ids":["AGENT_ID"]}'
        curl -s localhost:8000/api/execution/start -H 'Content-Type: application/json' -d '{"task_id":"TASK_ID"}'
        curl -N localhost:8000/api/events
        </pre>
        </html>
        """
    }

    private var degraded: String {
        health.isDegraded ? " That is no model: answers are plans drawn by rule, and say so." : ""
    }
}
