import Foundation
import TestSupport
import Testing

/// `skein run` on a terminal.
@Suite(.timeLimit(.minutes(10))) struct TerminalRunTests {
    @Test("one view is drawn over and over, a question is asked there, and the answer reaches the agent")
    func question() async throws {
        let file = TeamFiles.pair(
            script: #"[{say: "\e]0;evil\a\e[5mblink"}, {ask: {message: "Which \e[2Jcolour?"}}, {say: "{answer}"}]"#)
        try await withTemporaryDirectory { home in
            let skein = Command(home: home)
            let path = try TeamFiles.write(file, to: home)
            let terminal = try PseudoTerminal()
            async let status = skein.run(["run", path, "--backend", "scripted"], on: terminal)
            try await eventually("the question") { terminal.text.contains("Which colour?") ? true : nil }
            #expect(!terminal.text.contains("Delivery: "))
            terminal.type("blue")
            #expect(try await status == 0)
            try await eventually("the end") { terminal.text.contains("Delivery: completed") ? true : nil }
            let text = terminal.text
            #expect(text.contains("▶ Build · Ada") && text.contains("✓ Build · Ada") && text.contains("\u{1B}[J"), "\(text)")
            for sequence in ["\u{1B}]", "\u{1B}[5m", "\u{1B}[2J", "\u{07}"] { #expect(!text.contains(sequence)) }
        }
    }
}
