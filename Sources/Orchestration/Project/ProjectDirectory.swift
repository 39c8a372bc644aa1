import Domain
import Foundation

/// The JSON files of a project, and what they hold.
struct ProjectDirectory: Sendable {
    let path: String
    let files: [ProjectFile]

    /// Where people keep them, below the project's directory.
    private static let folders = ["", "agents", "tasks", ".claude/agents", ".claude/tasks"]
    /// The most files that are read.
    private static let most = 1000

    /// - Parameter path: real, and inside an allowed root.
    /// - Throws: an error of the file system.
    init(_ path: String) throws {
        self.path = path
        var paths: [String] = []
        for folder in Self.folders {
            let place = folder.isEmpty ? path : "\(path)/\(folder)"
            guard FileManager.default.fileExists(atPath: place) else { continue }
            let names = try FileManager.default.contentsOfDirectory(atPath: place).sorted()
            paths += names.filter { $0.hasSuffix(".json") && (!folder.isEmpty || Self.isOurs($0)) }
                .map { folder.isEmpty ? $0 : "\(folder)/\($0)" }
        }
        // A link could lead out of the project.
        files = paths.prefix(Self.most).filter { Self.isPlainFile("\(path)/\($0)") }
            .map { ProjectFile(path: $0, in: path) }
    }

    /// At the top only what says so by its name: a project has other JSON files too.
    private static func isOurs(_ name: String) -> Bool {
        ["agent", "task"].contains { name.lowercased().hasPrefix($0) || name.lowercased().contains("_\($0)") }
    }

    private static func isPlainFile(_ path: String) -> Bool {
        // What cannot be looked at is not read either.
        let type = try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType
        return type == .typeRegular
    }

    func entries(_ kind: ProjectFile.Kind) -> [ProjectFile.Entry] {
        files.flatMap(\.entries).filter { $0.kind == kind }
    }
}
