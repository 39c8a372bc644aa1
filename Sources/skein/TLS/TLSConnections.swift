import HummingbirdCore
import Logging
import NIOCore
import NIOSSL
import Synchronization
import WebSockets

/// Connections with TLS, each with the certificate that is in the files when it begins.
struct TLSConnections: ServerChildChannel {
    let inner: WebSocketHTTP1Channel
    let identity: TLSIdentity

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<WebSocketHTTP1Channel.Value> {
        channel.eventLoop.makeCompletedFuture {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: identity.context(logger)))
        }.flatMap { inner.setup(channel: channel, logger: logger) }
    }

    func handle(value: WebSocketHTTP1Channel.Value, logger: Logger) async {
        await inner.handle(value: value, logger: logger)
    }
}

/// What the server shows of itself; a renewed certificate holds for the connections that begin after it came.
final class TLSIdentity: Sendable {
    private let files: TLSFiles
    private let loaded: Mutex<(context: NIOSSLContext, stamp: [Double])>

    /// - Throws: ``TLSFileError``.
    init(_ files: TLSFiles) throws {
        self.files = files
        let stamp = files.stamp
        loaded = Mutex((try files.context(), stamp))
    }

    /// Files that are no good leave in force what there was.
    func context(_ logger: Logger) -> NIOSSLContext {
        loaded.withLock { loaded in
            let stamp = files.stamp
            guard stamp != loaded.stamp else { return loaded.context }
            do {
                loaded = (try files.context(), stamp)
                logger.notice("the certificate was read anew")
            } catch {
                loaded.stamp = stamp
                logger.error("the new certificate cannot be used; the old one stays", metadata: ["error": "\(error)"])
            }
            return loaded.context
        }
    }
}
