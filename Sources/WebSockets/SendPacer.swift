import Synchronization

/// Tells a WebSocket's senders when to wait for the event loop.
///
/// A send returns once its frame is queued for the event loop, and only there the channel notices that its buffer is
/// full. A sender faster than the event loop would queue frames without end if it never waited to be overtaken.
final class SendPacer: Sendable {
    /// Bytes that may be queued between two waits.
    private static let window = 256 << 10
    /// What a frame costs in the queue besides its payload.
    private static let frameOverhead = 128

    private let bytes = Atomic(0)

    /// Whether the sender of this frame has to wait until the event loop has taken the frames before it.
    func isWaitDue(before payloadSize: Int) -> Bool {
        let total = self.bytes.add(payloadSize + Self.frameOverhead, ordering: .relaxed).newValue
        guard total > Self.window else { return false }
        self.bytes.store(0, ordering: .relaxed)
        return true
    }
}
