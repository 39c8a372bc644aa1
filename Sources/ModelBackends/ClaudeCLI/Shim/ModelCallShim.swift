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
        let loop: ShimLoop
        do {
            loop = try ShimLoop(request, leg)
        } catch let error as SpawnError {
            return .unstarted("\(error)")
        } catch let error as SessionInUse {
            return .unstarted(error.description)
        }
        do {
            return try loop.run()
        } catch {
            // Without a record no tool may run (a full disk): nothing goes on unseen.
            loop.endDescendants()
            throw error
        }
    }
}
