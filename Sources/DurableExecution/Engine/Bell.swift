/// Wakes one waiting loop; rings while it is busy are remembered as one.
struct Bell: Sendable {
    private let stream: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    init() {
        (stream, continuation) = AsyncStream<Void>.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    func ring() {
        continuation.yield()
    }

    /// Returns at the next ring, or when the task is cancelled.
    func heard() async {
        for await _ in stream { return }
    }

    /// Returns at the next ring, at a point in time, or when the task is cancelled.
    func heard(orAt moment: Moment, by clock: any EngineClock) async {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await heard() }
            // A cancelled sleep means that the bell rang first, or that all is over.
            group.addTask { try? await clock.sleep(until: moment) }
            await group.next()
            group.cancelAll()
        }
    }
}
