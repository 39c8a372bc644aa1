import HTTPTypes
import HummingbirdCore
import NIOCore
import Synchronization

/// Gathers an answer that no socket takes.
struct AnswerWriter: ResponseBodyWriter {
    let bytes = GatheredBytes()

    func write(_ buffer: ByteBuffer) async throws {
        bytes.append(buffer)
    }

    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}

/// What has been written so far.
final class GatheredBytes: Sendable {
    private let buffer = Mutex(ByteBuffer())

    func append(_ part: ByteBuffer) {
        buffer.withLock { _ = $0.writeImmutableBuffer(part) }
    }

    var all: [UInt8] { buffer.withLock { Array($0.readableBytesView) } }
}
