public import Domain
import Foundation

/// Where agents may work: directories under allowed roots, after every link in the path is resolved.
public struct WorkspaceRoots: Sendable {
    /// Real paths, without a trailing slash.
    public let roots: [String]

    /// - Parameter roots: absolute paths; the first one takes executions that name no directory. Missing ones are created.
    /// - Throws: an error of the file system that names the root.
    public init(_ roots: [String]) throws {
        precondition(!roots.isEmpty, "agents need at least one directory to work in")
        self.roots = try roots.map { root in
            try FileManager.default.createDirectory(
                atPath: root, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            return Self.real(root)
        }
    }

    /// Makes the directory for an execution, readable only by us, and returns its real path.
    /// - Parameter execution: names the new directory.
    /// - Parameter requested: nil for a new directory of its own in the first root.
    /// - Throws: `DomainError/invalid(_:)` when it lies outside the roots or cannot be made.
    public func directory(_ requested: String?, for execution: ExecutionID) throws -> String {
        let wanted = requested ?? "\(roots[0])/\(execution)"
        guard Self.isPath(wanted) else { throw refusal("should be an absolute path") }
        let path = URL(filePath: wanted).standardizedFileURL.path
        let existing = Self.nearestExisting(path)
        let start = Self.real(existing)
        guard let root = root(of: start) else { throw outside() }
        let (known, missing) = (start.dropFirst(root.count), path.dropFirst(existing.count))
        let names = [known, missing[...]].flatMap { $0.split(separator: "/") }.map(String.init)
        do {
            return try ConfinedDirectory.make(names, below: root)
        } catch {
            // What was a directory a moment ago is a link now.
            if error.code == ELOOP || error.code == ENOTDIR { throw outside() }
            throw refusal("cannot be made: \(String(cString: strerror(error.code)))")
        }
    }

    /// The real paths of directories an agent may use besides its work directory.
    /// - Throws: `DomainError/conflict(_:state:more:)` naming those that lie outside the roots.
    public func resolve(additional directories: [String], of agent: Agent) throws -> [String] {
        let resolved = directories.map { Self.realToBe(URL(filePath: $0).standardizedFileURL.path) }
        let outside = zip(directories, resolved).filter { !Self.isPath($0) || !isInside($1) }.map(\.0)
        guard outside.isEmpty else {
            throw DomainError.conflict(
                "Agent '\(agent.name)' may not use \(outside.joined(separator: ", ")): that lies outside the directories "
                    + "agents may work in (\(roots.joined(separator: ", "))). Change its \"additional_directories\", or "
                    + "add a root to SKEIN_WORKSPACE_ROOTS.",
                state: agent.status.rawValue)
        }
        return resolved
    }

    /// The agent with the real paths of its additional directories, all of them inside the roots.
    func confine(_ agent: Agent) throws -> Agent {
        let directories = ExecutionSettings(agent.executionSettings).additionalDirectories
        guard !directories.isEmpty else { return agent }
        var agent = agent
        agent.executionSettings["additional_directories"] = .array(
            try resolve(additional: directories, of: agent).map { .string($0) })
        return agent
    }

    /// The real path of a directory that is there, for reading.
    /// - Parameter field: of the request that named it.
    /// - Throws: `DomainError/invalid(_:)` when it is none, or lies outside the roots.
    func existing(_ requested: String, field: [String]) throws -> String {
        guard Self.isPath(requested) else { throw refusal("should be an absolute path", field) }
        let real = Self.real(URL(filePath: requested).standardizedFileURL.path)
        guard isInside(real) else { throw outside(field) }
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: real, isDirectory: &isDirectory), isDirectory.boolValue else {
            throw refusal("is no directory", field)
        }
        return real
    }

    /// Says whether agents may work in a directory, without making it.
    /// - Throws: `DomainError/invalid(_:)`.
    func check(_ requested: String?, field: [String]) throws {
        guard let requested else { return }
        guard Self.isPath(requested) else { throw refusal("should be an absolute path", field) }
        let path = URL(filePath: requested).standardizedFileURL.path
        guard isInside(Self.real(Self.nearestExisting(path))) else { throw outside(field) }
    }

    /// An absolute path that says all there is of it: the system stops reading at a NUL.
    private static func isPath(_ text: String) -> Bool {
        text.hasPrefix("/") && !text.contains("\0")
    }

    private func isInside(_ real: String) -> Bool { root(of: real) != nil }

    private func root(of real: String) -> String? {
        roots.first { real == $0 || real.hasPrefix($0 == "/" ? "/" : $0 + "/") }
    }

    private func outside(_ field: [String] = Self.workDirectory) -> DomainError {
        refusal(
            "lies outside the directories agents may work in (\(roots.joined(separator: ", "))). "
                + "Choose one inside, or add its root to SKEIN_WORKSPACE_ROOTS", field)
    }

    private func refusal(_ msg: String, _ field: [String] = Self.workDirectory) -> DomainError {
        .invalid([FieldIssue(loc: field, msg: msg, type: "work_directory")])
    }

    private static let workDirectory = ["body", "work_directory"]

    /// The path with every link in it resolved.
    private static func real(_ path: String) -> String {
        guard let resolved = realpath(path, nil) else { return path }
        defer { free(resolved) }
        return String(cString: resolved)
    }

    /// The same for what is yet to be made: a link before it counts as well.
    private static func realToBe(_ path: String) -> String {
        let existing = nearestExisting(path)
        return real(existing) + path.dropFirst(existing.count)
    }

    private static func nearestExisting(_ path: String) -> String {
        var url = URL(filePath: path)
        while !FileManager.default.fileExists(atPath: url.path), url.path != "/" { url.deleteLastPathComponent() }
        return url.path
    }
}
