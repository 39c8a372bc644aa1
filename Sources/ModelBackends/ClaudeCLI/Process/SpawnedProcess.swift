import CProcess

#if canImport(Glibc)
    import Glibc
#endif

/// A program started in a session of its own, which nobody but us waits for and nothing but us ends.
///
/// swift-subprocess ends its children with its caller; what is started here must outlive even the server.
package struct SpawnedProcess: Sendable {
    package let pid: Int32

    /// - Parameters:
    ///   - command: an absolute path and its arguments.
    ///   - environment: all of it.
    ///   - isExact: whether the directory must be where its path says, with no link on the way.
    ///   - descriptors: what the child gets as 0, 1, 2, …; everything else is closed there.
    /// - Throws: ``SpawnError``.
    package init(
        _ command: [String], environment: [String: String], directory: String, isExact: Bool = false, descriptors: [CInt]
    ) throws {
        var pid: pid_t = 0
        let error = Self.withCStrings(command) { arguments in
            Self.withCStrings(environment.map { "\($0.key)=\($0.value)" }) { variables in
                cprocess_spawn(
                    command[0], arguments, variables, directory, isExact ? 1 : 0, descriptors, CInt(descriptors.count), &pid)
            }
        }
        guard error == 0 else { throw SpawnError(command: command[0], directory: directory, errno: error) }
        self.pid = pid
    }

    private static func withCStrings<Result>(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        let copies = strings.map { strdup($0) } + [nil]
        defer { for copy in copies { free(copy) } }
        return copies.withUnsafeBufferPointer { body($0.baseAddress!) }
    }
}

/// A program that could not be started.
struct SpawnError: Error, CustomStringConvertible {
    let command: String
    let directory: String
    let errno: CInt

    var description: String {
        let reason = errno == ELOOP ? "a link was put in its place" : String(cString: strerror(errno))
        return "cannot start \(command) in \(directory): \(reason)"
    }
}
