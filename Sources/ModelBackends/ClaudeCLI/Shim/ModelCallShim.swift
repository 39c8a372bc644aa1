import CProcess
import Domain
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The life of `skein model-call`: one process of the CLI, kept alive and recorded whatever happens to the server.
///
/// The server starts it in a session of its own with the call's lock as descriptor 3 and a socket as descriptor 4.
public enum ModelCallShim {
    static let lockDescriptor: CInt = 3
    static let serverDescriptor: CInt = 4

    /// Carries out a leg's request and writes its outcome.
    /// - Parameter directory: the leg's.
    /// - Throws: when the request cannot be read or the outcome cannot be written.
    public static func run(directory: String) throws {
        let leg = SpoolLeg(directory: directory)
        let request = try leg.readRequest()
        signal(SIGPIPE, SIG_IGN)
        // Without it orphans of the CLI could escape; they would still be found by their marker.
        if cprocess_become_subreaper() != 0 { FileHandle.standardError.write(Data("cannot become a subreaper\n".utf8)) }
        let outcome = try carryOut(request, leg)
        try leg.write(outcome)
    }

    private static func carryOut(_ request: ShimRequest, _ leg: SpoolLeg) throws -> ShimOutcome {
        do {
            let loop = try ShimLoop(request, leg)
            return try loop.run()
        } catch let error as SpawnError {
            return ShimOutcome(ending: .unstarted("\(error)"), stderrTail: "", survivors: 0, endedAt: .now)
        } catch let error as SessionInUse {
            return ShimOutcome(ending: .unstarted(error.description), stderrTail: "", survivors: 0, endedAt: .now)
        }
    }
}

/// Another process goes on with the same conversation: two would silently lose one of them.
struct SessionInUse: Error, CustomStringConvertible {
    let sessionID: String

    var description: String { "session \(sessionID) is in use by another process" }
}
