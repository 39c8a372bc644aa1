/// Wakes one waiting loop; rings while it is busy are remembered as one.
public struct Bell: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    public init() {
        (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    public func ring() {
        continuation.yield()
    }

    /// Returns at the next ring, or when the task is cancelled.
    public func heard() async {
        for await _ in stream { return }
    }

    /// Returns at the next ring, after a time, or when the task is cancelled.
    /// - Returns: whether it rang.
    public func heard(within duration: Duration) async -> Bool {
        await heard { try await Task.sleep(for: duration) }
    }

    /// Returns at the next ring, at a point in time, or when the task is cancelled.
    func heard(orAt moment: Moment, by clock: any EngineClock) async {
        _ = await heard { try await clock.sleep(until: moment) }
    }

    private func heard(before sleep: @escaping @Sendable () async throws -> Void) async -> Bool {
        await withTaskGroup(of: Bool.self) { group in
            group.addTask {
                await heard()
                return true
            }
            group.addTask {
                // A cancelled sleep means that the bell rang first, or that all is over.
                try? await sleep()
                return false
            }
            let rang = await group.next() ?? false
            group.cancelAll()
            return rang
        }
    }
}
