import Foundation

/// A value that must not be seen: typed without echo, or from standard input.
enum HiddenInput {
    /// - Parameter prompt: shown where a person sits.
    /// - Throws: ``CommandFailure`` when there is no text.
    static func read(prompt: String) throws -> String {
        let text = Terminal.canAsk ? typed(prompt) : piped()
        guard let text, !text.isEmpty else {
            throw CommandFailure("there is no value: type one, or pipe one in.", .badFile)
        }
        return text
    }

    private static func typed(_ prompt: String) -> String? {
        try? FileHandle.standardError.write(contentsOf: Data(prompt.utf8))  // without it one still may type
        var before = termios()
        tcgetattr(STDIN_FILENO, &before)
        var hidden = before
        hidden.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &before)
            Terminal.complain("")
        }
        return readLine()
    }

    /// All of it; the line break that `echo` adds does not count.
    private static func piped() -> String? {
        guard let data = try? FileHandle.standardInput.readToEnd() else { return nil }  // closed: nothing was given
        let text = String(decoding: data, as: UTF8.self)
        return text.hasSuffix("\n") ? String(text.dropLast()) : text
    }
}
