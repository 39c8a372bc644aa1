import Foundation
import Subprocess
import SystemPackage
import TestSupport
import Testing

/// What the documentation claims of tests, files and commands.
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

    @Test("every test that docs/threat-model.md names exists, and docs/README.md leads to every page")
    func threats() throws {
        let page = try String(contentsOf: Self.root.appending(path: "docs/threat-model.md"), encoding: .utf8)
        let tests = try Self.sources(in: "Tests")
        for named in page.matches(of: /`(\w+Tests)(?:\/(\w+))?`/) {
            #expect(tests.contains(" \(named.1)"), "there is no \(named.1)")
            if let test = named.2 { #expect(tests.contains("func \(test)("), "\(named.1) has no test \(test)") }
        }
        let index = try String(contentsOf: Self.root.appending(path: "docs/README.md"), encoding: .utf8)
        for page in try Self.pages() where page.deletingLastPathComponent().lastPathComponent == "docs" {
            let name = page.lastPathComponent
            #expect(name == "README.md" || index.contains("(\(name))"), "docs/README.md does not lead to \(name)")
        }
    }

    @Test("every link between the pages of the documentation leads to a file, and to a heading in it")
    func links() throws {
        let pages = try Self.pages()
        #expect(pages.count > 20)
        for page in pages {
            let text = try Self.text(of: page)
            let prose = text.replacing(/```.*?```/.dotMatchesNewlines(), with: "").replacing(/`[^`\n]*`/, with: "")
            for link in prose.matches(of: /\]\(([^)\s]+)\)/).map({ String($0.1) }) where !link.contains("://") {
                let parts = link.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
                let target =
                    parts[0].isEmpty ? page : page.deletingLastPathComponent().appending(path: parts[0]).standardized
                guard FileManager.default.fileExists(atPath: target.path) else {
                    Issue.record("\(page.lastPathComponent) links to \(link), which is not there")
                    continue
                }
                guard parts.count == 2, target.pathExtension == "md" else { continue }
                #expect(
                    try Self.anchors(in: Self.text(of: target)).contains(parts[1]),
                    "\(page.lastPathComponent) links to \(link), but there is no such heading")
            }
        }
    }

    @Test("docs/commands.md is what the program says of itself")
    func commands() async throws {
        let outcome = try await run(
            .path("/usr/bin/env"),
            arguments: ["python3", Self.root.appending(path: "Scripts/reference.py").path, "check"],
            environment: .inherit.updating(["SKEIN_BINARY": try SkeinBinary.path()]), output: .string(limit: 1 << 16),
            error: .string(limit: 1 << 16))
        #expect(outcome.terminationStatus.isSuccess, "\(outcome.standardError)")
    }

    /// Every page a person may come across.
    private static func pages() throws -> [URL] {
        let top = try FileManager.default.contentsOfDirectory(at: root, includingPropertiesForKeys: nil)
        let below = ["docs", "examples", "deploy"].flatMap { folder in
            FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)?
                .compactMap { $0 as? URL } ?? []
        }
        return (top + below).filter { $0.pathExtension == "md" }.sorted { $0.path < $1.path }
    }

    private static func text(of page: URL) throws -> String {
        try String(contentsOf: page, encoding: .utf8)
    }

    /// The names that browsers give the headings of a page.
    private static func anchors(in text: String) -> Set<String> {
        Set(
            text.matches(of: /(?:^|\n)#+ ([^\n]+)/).map { heading in
                heading.1.lowercased().filter { $0.isLetter || $0.isNumber || " -_".contains($0) }
                    .replacing(" ", with: "-")
            })
    }

    private static func sources(in folder: String) throws -> String {
        let files = FileManager.default.enumerator(at: root.appending(path: folder), includingPropertiesForKeys: nil)
        let swift = (files?.allObjects as? [URL] ?? []).filter { $0.pathExtension == "swift" }
        return try swift.map { try String(contentsOf: $0, encoding: .utf8) }.joined(separator: "\n")
    }
}
