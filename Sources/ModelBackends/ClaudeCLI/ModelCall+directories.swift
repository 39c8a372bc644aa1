import Agents
import Domain

#if canImport(Glibc)
    import Glibc
#endif

extension ModelCall {
    /// The directories were checked when the call was ordered; what lies between them and their roots may have been
    /// exchanged for a link since. (The work directory is checked by whoever enters it.)
    /// - Throws: ``ModelBackendError``.
    func requireDirectoriesInPlace() throws {
        let moved = additionalDirectories.filter { Self.real($0) ?? $0 != $0 }
        guard moved.isEmpty else {
            throw ModelBackendError(
                .configuration,
                "\(moved.joined(separator: ", ")): a link was put in its place. Put the directory back, or change "
                    + "the agent's \"additional_directories\".",
                call: ModelCallReport(
                    callID: id, backend: ClaudeCLIBackend.backendName, sessionID: conversation.sessionID,
                    outcome: ModelBackendError.Cause.configuration.rawValue))
        }
    }

    private static func real(_ path: String) -> String? {
        guard let resolved = realpath(path, nil) else { return nil }
        defer { free(resolved) }
        return String(cString: resolved)
    }
}
