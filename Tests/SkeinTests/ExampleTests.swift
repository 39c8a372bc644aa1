import Domain
import Foundation
import TestSupport
import Testing

/// The files of `examples/`, each run from the terminal.
@Suite(.timeLimit(.minutes(10))) struct ExampleTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "examples")

    /// Their names.
    static let all: [String] = {
        let names = try? FileManager.default.contentsOfDirectory(atPath: folder.path)  // none: the tests below say so
        return (names ?? []).filter { $0.hasSuffix(".yaml") }.sorted()
    }()

    @Test("there is an example for every pattern, and README.md names each")
    func everyPattern() throws {
        let texts = try Self.all.map { try String(contentsOf: Self.folder.appending(path: $0), encoding: .utf8) }
        let readme = try String(contentsOf: Self.folder.appending(path: "README.md"), encoding: .utf8)
        for type in WorkflowType.allCases {
            #expect(texts.contains { $0.contains("workflow_type: \(type.rawValue)\n") }, "no example shows \(type.rawValue)")
        }
        for (name, text) in zip(Self.all, texts) {
            #expect(readme.contains("(\(name))"), "README.md does not name \(name)")
            #expect(text.hasPrefix("# ") && text.contains("# Shows: "), "\(name) does not say what it shows")
        }
    }

    @Test("it completes, and every task is done exactly once", arguments: all)
    func runs(name: String) async throws {
        try await withTemporaryDirectory { home in
            let path = Self.folder.appending(path: name).path
            let run = try await Command(home: home).run("run", path, "--backend", "expert", "--json")
            let lines = try run.output.split(separator: "\n").map { try JSONValue(parsing: $0.utf8) }
            let summary = try #require(lines.last, "\(run.errors)")
            #expect(run.status == 0, "\(run.errors)\(summary.text)")
            let results = summary["results"]?["results"]?.arrayValue ?? []
            let titles = results.compactMap { $0["title"]?.stringValue }
            #expect(Set(titles).count == titles.count, "a task was done twice: \(titles)")
            #expect(results.allSatisfy { $0["status"] == "completed" }, "\(results)")
            let text = try String(contentsOfFile: path, encoding: .utf8)
            for title in text.matches(of: /title: (.+)/).map({ String($0.1) }) {
                #expect(titles.contains(title), "'\(title)' was not done")
            }
            #expect(summary["results"]?["result"] != nil && summary["results"]?["result"] != .null)
        }
    }
}
