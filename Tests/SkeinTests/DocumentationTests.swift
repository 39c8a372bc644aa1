import Foundation
import Testing

/// What the documentation claims of the tests.
@Suite struct DocumentationTests {
    private static let root = (0..<3).reduce(URL(filePath: #filePath)) { url, _ in url.deletingLastPathComponent() }

    @Test("each guarantee of docs/durability.md has a test named after it, and every suite it names exists")
    func guarantees() throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/durability.md"), encoding: .utf8)
        let tests = try Self.sources(in: "Tests")
        for number in 1...10 {
            #expect(page.contains("| D\(number) |"))
            #expect(tests.contains("\"D\(number): "), "no test is named after D\(number)")
        }
        for suite in page.matches(of: /`(\w+Tests)`/).map({ String($0.1) }) where suite != "ClaudeCLITests" {
            #expect(tests.contains("struct \(suite)"), "there is no \(suite)")
        }
    }

    @Test("every file that ARCHITECTURE.md and README.md link to exists", arguments: ["ARCHITECTURE.md", "README.md"])
    func links(page: String) throws {
        let text = try String(contentsOf: Self.root.appending(path: page), encoding: .utf8)
        for link in text.matches(of: /\]\(([^)#]+)\)/).map({ String($0.1) }) where !link.hasPrefix("http") {
            let path = Self.root.appending(path: link).path
            #expect(FileManager.default.fileExists(atPath: path), "\(page) links to \(link)")
        }
    }

    private static func sources(in folder: String) throws -> String {
        let files = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
        let swift = (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
        return try swift.map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
    }
}
