public import NIOHTTP1

/// Why a request is answered before any route sees it; the connection ends with the answer.
public struct RequestRefusal: Sendable, Equatable, Error {
    public let status: HTTPResponseStatus
    /// What is wrong, in a sentence.
    public let detail: String

    static let badRequest = RequestRefusal(status: .badRequest, detail: "This is no well-formed HTTP/1.1 request.")
    static let tooSlow = RequestRefusal(status: .requestTimeout, detail: "The request did not arrive in time.")
    static let tooManyConnections = RequestRefusal(
        status: .serviceUnavailable, detail: "Too many connections are open. Close some, or try again later.")

    static func headTooLarge(_ configuration: WebSocketConfiguration) -> RequestRefusal {
        RequestRefusal(
            status: .requestHeaderFieldsTooLarge,
            detail: "A request may have at most \(configuration.maxRequestHeaders) header fields with "
                + "\(configuration.maxRequestHeadSize) bytes together.")
    }
}
