import Domain
public import Foundation

/// A small program that speaks like the Claude CLI and does wrong what a test wants done wrong.
///
/// It stands where the real CLI cannot be made to fail so, and where the real one cannot be had.
public struct FakeClaude: Sendable {
    /// Written to its output after the task was told, line by line, whatever they are; `{{NAME}}` becomes the value of a
    /// variable of its environment, `{{NAME<}}` and `{{NAME>}}` the first and the second half of it.
    public var lines: [String] = []
    /// Bytes of one more line, before the others.
    public var longLine = 0
    public var stderr = ""
    public var exitStatus = 0
    /// Dies by this signal instead of exiting.
    public var signal: CInt?
    /// Goes on for ever instead of exiting.
    public var hangs = false
    public var ignoresTerminate = false
    public var version = "2.1.330 (Claude Code)"
    public var flags = [
        "--input-format", "--output-format", "--session-id", "--resume", "--include-partial-messages", "--json-schema",
        "--effort", "--fallback-model", "--max-budget-usd", "--add-dir",
    ]

    public init() {}

    /// Puts it into a directory. - Returns: its path.
    public func install(in directory: URL) throws -> String {
        let path = directory.appending(path: "claude").path
        let play: JSONValue = [
            "lines": .array(lines.map { .string($0) }), "long_line": .integer(Int64(longLine)), "stderr": .string(stderr),
            "exit_status": .integer(Int64(exitStatus)), "signal": signal.map { .integer(Int64($0)) } ?? .null,
            "hangs": .bool(hangs), "ignores_terminate": .bool(ignoresTerminate), "version": .string(version),
            "flags": .array(flags.map { .string($0) }),
        ]
        try play.text.write(toFile: directory.appending(path: "play.json").path, atomically: true, encoding: .utf8)
        try Self.program.write(toFile: path, atomically: true, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: path)
        return path
    }

    private static let program = """
        #!/usr/bin/env python3
        import json, os, re, signal, sys, time

        play = json.load(open(os.path.join(os.path.dirname(os.path.realpath(__file__)), "play.json")))
        if "--version" in sys.argv or "--help" in sys.argv:
            print(play["version"] if "--version" in sys.argv else "\\n".join(play["flags"]))
            sys.exit(0)
        if play["ignores_terminate"]:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)


        def say(line):
            sys.stdout.write(line + "\\n")
            sys.stdout.flush()


        def fill(line):
            def value(match):
                text = os.environ.get(match[1], "")
                return {"": text, "<": text[: len(text) // 2], ">": text[len(text) // 2 :]}[match[2]]

            return re.sub(r"{{([A-Z_]+)([<>]?)}}", value, line)


        for line in sys.stdin:
            message = json.loads(line)
            if message["type"] == "control_request":
                answer = {"subtype": "success", "request_id": message["request_id"], "response": {}}
                say(json.dumps({"type": "control_response", "response": answer}))
            elif message["type"] == "user":
                if play["long_line"]:
                    say(json.dumps({"type": "unknown", "filler": "x" * play["long_line"]}))
                for line in play["lines"]:
                    say(fill(line))
                sys.stderr.write(fill(play["stderr"]))
                while play["hangs"]:
                    time.sleep(1)
                if play["signal"]:
                    os.kill(os.getpid(), play["signal"])
                sys.exit(play["exit_status"])
        """
}

extension FakeClaude {
    /// The lines of a turn that says a text and ends well.
    public static func answer(_ text: String) -> [String] {
        [initialized, delta(text), assistant(text), result(text: text)]
    }

    public static let initialized = #"{"type":"system","subtype":"init","session_id":"s","model":"fake-model"}"#

    public static func delta(_ text: String) -> String {
        let event: JSONValue = ["type": "content_block_delta", "delta": ["type": "text_delta", "text": .string(text)]]
        return JSONValue.object(["type": "stream_event", "event": event, "parent_tool_use_id": .null]).text
    }

    public static func assistant(_ text: String) -> String {
        let content: JSONValue = [["type": "text", "text": .string(text)]]
        let message: JSONValue = ["id": "msg_1", "role": "assistant", "model": "fake-model", "content": content]
        return JSONValue.object(["type": "assistant", "message": message, "parent_tool_use_id": .null]).text
    }

    public static func result(
        _ subtype: String = "success", isError: Bool = false, reason: String = "completed", text: String = ""
    ) -> String {
        let line: JSONValue = [
            "type": "result", "subtype": .string(subtype), "is_error": .bool(isError), "num_turns": 1, "duration_ms": 5,
            "terminal_reason": .string(reason), "result": .string(text), "total_cost_usd": 0.25,
            "usage": ["input_tokens": 10, "output_tokens": 5],
        ]
        return line.text
    }
}
