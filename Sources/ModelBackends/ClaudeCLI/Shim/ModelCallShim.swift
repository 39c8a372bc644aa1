import CProcess
import Domain
import Foundation

#if canImport(Glibc)
    import Glibc
#endif

/// The life of `skein model-call`: one process of the CLI, kept alive and recorded whatever happens to the server.
///
/// The server starts it in a session of its own, with a socket as descriptor 3 through which it gets its leg.
public enum ModelCallShim {
    private static let assignmentDescriptor: CInt = 3
    /// In microseconds.
    private static let reticence: UInt32 = 20_000
    private static let lingering: UInt32 = 30_000

    /// Waits for a leg, carries out its request and writes its outcome; without a leg, ends when the server does.
    /// - Throws: when the request cannot be read or the outcome cannot be written.
    public static func run() throws {
        signal(SIGPIPE, SIG_IGN)
        // Without it orphans of the CLI could escape; they would still be found by their marker.
        if cprocess_become_subreaper() != 0 { FileHandle.standardError.write(Data("cannot become a subreaper\n".utf8)) }
        // It changes nothing but the time the first call takes.
        try? ShimRehearsal.run()
        guard let assignment = try ShimAssignment.receive(from: assignmentDescriptor) else { return }
        close(assignmentDescriptor)
        for output in [STDOUT_FILENO, STDERR_FILENO] { dup2(assignment.log, output) }
        try carryOut(assignment)
    }

    private static func carryOut(_ assignment: ShimAssignment) throws {
        let leg = assignment.leg
        let (request, secrets) = try ShimHandover(received: assignment.handover).take()
        let loop: ShimLoop
        do {
            loop = try ShimLoop(request, secrets, leg, server: assignment.server)
        } catch let error as SpawnError {
            return try leg.write(.unstarted("\(error)"))
        } catch let error as SessionInUse {
            return try leg.write(.unstarted(error.description))
        }
        do {
            let outcome = try loop.run()
            // The stream, which is durable, says the same then: it would be believed after a power cut.
            let isTold = loop.hasResult && outcome.ending == .finished && outcome.exitStatus == 0
            // The server makes durable now what it has been told, and a new file would have to go to disk with that.
            if isTold { usleep(reticence) }
            try leg.write(outcome, isDurable: !isTold)
            loop.leave()
            close(assignment.lock)
            // To take a process down costs a processor milliseconds, just when others have much to do with the outcome.
            usleep(lingering)
        } catch {
            // Without a record no tool may run (a full disk): nothing goes on unseen.
            loop.endDescendants()
            throw error
        }
    }
}
