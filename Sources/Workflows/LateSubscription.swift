/// A sequence that subscribes a moment after it is first read.
///
/// The engine enters a step among those in flight just after its body has started; what subscribes before that is
/// forgotten and would never hear of a stop. What was asked or answered meanwhile comes first all the same.
struct LateSubscription<Element: Sendable>: AsyncSequence, Sendable {
    static var moment: Duration { .milliseconds(100) }

    let subscribe: @Sendable () -> AsyncStream<Element>

    struct Iterator: AsyncIteratorProtocol {
        let subscribe: @Sendable () -> AsyncStream<Element>
        var stream: AsyncStream<Element>.Iterator?

        mutating func next(isolation actor: isolated (any Actor)?) async -> Element? {
            if stream == nil {
                // Cancelled: the stream then ends at once.
                try? await Task.sleep(for: LateSubscription.moment)
                stream = subscribe().makeAsyncIterator()
            }
            return await stream?.next(isolation: actor)
        }
    }

    func makeAsyncIterator() -> Iterator {
        Iterator(subscribe: subscribe)
    }
}
