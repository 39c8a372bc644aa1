public import AsyncHTTPClient
import NIOPosix

extension HTTPClient {
    /// For all tests: it asks for no compression, whose shared limits a test's large and uniform answers would exceed, and
    /// says at once that a killed server is not there, instead of trying to reach it for half a minute.
    public static let forTests: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.decompression = .disabled
        configuration.connectionPool.retryConnectionEstablishment = false
        return HTTPClient(eventLoopGroup: .singletonMultiThreadedEventLoopGroup, configuration: configuration)
    }()
}
