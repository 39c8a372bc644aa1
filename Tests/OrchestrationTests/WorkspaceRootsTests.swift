import Domain
import Foundation
import Orchestration
import TestSupport
import Testing

@Suite struct WorkspaceRootsTests {
    @Test("an execution that names no directory gets one of its own, for us alone")
    func ownDirectory() async throws {
        try await withTemporaryDirectory { root in
            let roots = try WorkspaceRoots([root.path + "/work"])
            let id = ExecutionID.make()
            let directory = try roots.directory(nil, for: id)
            #expect(directory == "\(root.path)/work/\(id)")
            #expect(try permissions(of: directory) == 0o700)
        }
    }

    @Test(
        "a directory outside the roots is refused, however it is written",
        arguments: [
            "/etc", "ROOT/../outside", "ROOT/link/inside", "ROOT/link", "ROOTextended", "relative/path", "ROOT/new/../../x",
        ])
    func outside(written: String) async throws {
        try await withTemporaryDirectory { base in
            let root = base.path + "/root"
            let roots = try WorkspaceRoots([root])
            try FileManager.default.createDirectory(atPath: base.path + "/outside/inside", withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: root + "/link", withDestinationPath: base.path + "/outside")
            let requested = written.replacing("ROOT", with: root)
            #expect(throws: DomainError.self) { try roots.directory(requested, for: .make()) }
            #expect(!FileManager.default.fileExists(atPath: base.path + "/x"))
            #expect(!FileManager.default.fileExists(atPath: root + "extended"))
        }
    }

    @Test("an agent's additional directories are resolved, and those outside the roots are named")
    func additional() async throws {
        try await withTemporaryDirectory { base in
            let root = base.path + "/root"
            let roots = try WorkspaceRoots([root])
            let library = root + "/library"
            try FileManager.default.createDirectory(atPath: library, withIntermediateDirectories: true)
            try FileManager.default.createSymbolicLink(atPath: root + "/link", withDestinationPath: library)
            try FileManager.default.createSymbolicLink(atPath: root + "/out", withDestinationPath: "/etc")
            let draft = try AgentDraft(["name": "Ada", "role": "r", "system_prompt": "You write tested code."])
            let agent = Agent(draft, id: AgentID.make(), now: .now)
            #expect(try roots.resolve(additional: [root + "/link"], of: agent) == [library])
            for written in ["/etc", root + "/out", root + "/../x", "library"] {
                do {
                    _ = try roots.resolve(additional: [library, written], of: agent)
                    Issue.record("\(written) was allowed")
                } catch DomainError.conflict(let message, _, _) {
                    #expect(message.contains("may not use \(written):"))
                }
            }
        }
    }

    @Test("a new directory below a root is made, a link that stays inside is followed")
    func inside() async throws {
        try await withTemporaryDirectory { base in
            let root = base.path + "/root"
            let roots = try WorkspaceRoots([base.path + "/other", root])
            #expect(try roots.directory(root + "/a/b", for: .make()) == root + "/a/b")
            try FileManager.default.createSymbolicLink(atPath: root + "/link", withDestinationPath: root + "/a")
            #expect(try roots.directory(root + "/link/c", for: .make()) == root + "/a/c")
        }
    }

    @Test("the error names the roots and what to do")
    func remedy() async throws {
        try await withTemporaryDirectory { base in
            let roots = try WorkspaceRoots([base.path])
            do {
                _ = try roots.directory("/etc", for: .make())
                Issue.record("was allowed")
            } catch DomainError.invalid(let issues) {
                #expect(issues.first?.msg.contains(base.path) == true)
                #expect(issues.first?.msg.contains("SKEIN_WORKSPACE_ROOTS") == true)
            }
        }
    }

    private func permissions(of path: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: path)
        return (attributes[.posixPermissions] as? NSNumber)?.intValue ?? 0
    }
}
