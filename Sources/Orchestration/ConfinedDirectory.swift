import Foundation

/// Makes directories below a root without following a link, so that nobody can turn one into a way out meanwhile.
enum ConfinedDirectory {
    /// A link, or something that is no directory, where a directory was asked for.
    struct Obstacle: Error {
        let name: String
        let code: Int32
    }

    /// - Parameters:
    ///   - names: of directories, each within the one before it; those that are missing are made, readable only by us.
    ///   - root: a real path.
    /// - Returns: the path of the last one.
    static func make(_ names: [String], below root: String) throws(Obstacle) -> String {
        var directory = try opened(root, in: AT_FDCWD)
        defer { close(directory) }
        for name in names {
            guard mkdirat(directory, name, 0o700) == 0 || errno == EEXIST else { throw Obstacle(name: name, code: errno) }
            let next = try opened(name, in: directory)
            close(directory)
            directory = next
        }
        return ([root == "/" ? "" : root] + names).joined(separator: "/")
    }

    private static func opened(_ name: String, in directory: Int32) throws(Obstacle) -> Int32 {
        let descriptor = openat(directory, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { throw Obstacle(name: name, code: errno) }
        return descriptor
    }
}
