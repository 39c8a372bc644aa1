public import Agents
import Domain
import Foundation
public import Logging

/// The Claude CLI, each call in the care of a shim that outlives the server.
///
/// A call that was begun before is never begun again: its live shim is attached to, its outcome adopted, or, when shim
/// and process are both dead, its conversation continued.
public struct ClaudeCLIBackend: ModelBackend {
    static let backendName = "claude_cli"

    public let name = Self.backendName
    public let provider = "anthropic"
    public let preparesItself = true
    let installation: ClaudeInstallation
    let configuration: ClaudeCLIConfiguration
    let secrets: any SecretSource
    let logger: Logger
    let shims: ShimProcesses
    /// The calls that this server carries now.
    let calls = LiveCalls()

    public init(
        installation: ClaudeInstallation, configuration: ClaudeCLIConfiguration, secrets: any SecretSource = NoSecrets(),
        logger: Logger
    ) {
        self.secrets = secrets
        self.installation = installation
        self.configuration = configuration
        self.logger = logger
        shims = ShimProcesses(configuration)
    }

    public func perform(_ call: ModelCall, _ link: any ModelCallLink) async throws -> ModelReply {
        let steering = CallSteering()
        calls.begin(call.id)
        defer { calls.end(call.id) }
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { for await stop in link.stopRequests() { steering.stop(stop) } }
            group.addTask { for await answer in link.answers() { steering.answer(answer) } }
            defer { group.cancelAll() }
            var session = CallSession(self, call, link, steering)
            return try await explained(call) { try await session.carryToItsEnd() }
        }
    }

    /// Says what files and processes that cannot be had mean for the call.
    private func explained(_ call: ModelCall, _ body: () async throws -> ModelReply) async throws -> ModelReply {
        do {
            return try await body()
        } catch let error as SpoolError {
            throw failure(.spawn, "The call's files cannot be used (\(error)). Check the disk and the data directory.", call)
        } catch let error as SpawnError {
            throw failure(.spawn, "The call cannot be carried out: \(error).", call)
        } catch let error as SecretsUnavailable {
            throw failure(.configuration, error.description, call)
        }
    }

    private func failure(_ cause: ModelBackendError.Cause, _ message: String, _ call: ModelCall) -> ModelBackendError {
        let session = call.conversation.sessionID
        return ModelBackendError(
            cause, message,
            call: ModelCallReport(callID: call.id, backend: name, sessionID: session, outcome: cause.rawValue))
    }

    /// What the installed CLI can do.
    /// - Throws: ``ModelBackendError``.
    func features(for call: ModelCall) async throws -> ClaudeFeatures {
        do {
            return try await installation.features()
        } catch let error as ClaudeUnusable {
            throw failure(error.cause, error.description, call)
        }
    }
}

extension ClaudeUnusable {
    fileprivate var cause: ModelBackendError.Cause {
        switch self {
        case .missing: .missingBinary
        case .tooOld: .wrongVersion
        case .broken: .spawn
        }
    }
}
