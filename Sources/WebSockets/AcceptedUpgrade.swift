import NIOHTTP1

/// An upgrade the application agreed to.
struct AcceptedUpgrade: Sendable {
    let request: WebSocketUpgradeRequest
    let headers: HTTPHeaders
    let handler: WebSocketHandler
}
