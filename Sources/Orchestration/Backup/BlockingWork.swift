import Dispatch

/// Runs what blocks (files, checksums) off the threads that run everything else.
enum BlockingWork {
    private static let queue = DispatchQueue(label: "skein.files", attributes: .concurrent)

    static func run<Result: Sendable>(_ body: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await withCheckedThrowingContinuation { continuation in
            queue.async { continuation.resume(with: Swift.Result { try body() }) }
        }
    }
}
