public import AsyncHTTPClient
import NIOPosix

extension HTTPClient {
    /// For all tests: it asks for no compression, whose shared limits a test's large and uniform answers would exceed.
    public static let forTests: HTTPClient = {
        var configuration = HTTPClient.Configuration.singletonConfiguration
        configuration.decompression = .disabled
        return HTTPClient(eventLoopGroup: .singletonMultiThreadedEventLoopGroup, configuration: configuration)
    }()
}
