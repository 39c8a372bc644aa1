import NIOHTTP1

/// What a connection becomes, decided once, by its first request.
struct UpgradeGateStateMachine {
    private enum State {
        /// Connected, no request yet. Next: deciding, http, closed.
        case awaitingRequest
        /// The application is asked about this head, whose end waits with it. Next: upgrading, http, closed.
        case deciding(HTTPRequestHead, end: HTTPServerRequestPart?)
        /// NIO's upgrader rebuilds the pipeline for WebSocket. Final.
        case upgrading
        /// HTTP for good. Final.
        case http
        /// Given up. Final.
        case closed
    }

    enum Action {
        case none
        /// Let through what came.
        case pass
        /// Ask the application, and hold the request until it answers.
        case ask(HTTPRequestHead)
        /// Let the request through to the router.
        case becomeHTTP([HTTPServerRequestPart])
        /// Let the request through to NIO's upgrader.
        case upgrade([HTTPServerRequestPart])
        case close
    }

    private var state = State.awaitingRequest
    /// Whether the server began to shut down before there was a pipeline to tell.
    private(set) var isQuiescing = false

    /// Whether the connection owes its first request, or we the decision on it.
    var isUndecided: Bool {
        switch self.state {
        case .awaitingRequest, .deciding: true
        case .upgrading, .http, .closed: false
        }
    }

    mutating func received(_ part: HTTPServerRequestPart) -> Action {
        switch (self.state, part) {
        case (.awaitingRequest, .head(let head)) where head.isWebSocketUpgrade:
            self.state = .deciding(head, end: nil)
            return .ask(head)
        case (.awaitingRequest, .head(let head)):
            self.state = .http
            return .becomeHTTP([.head(head.withoutUpgrade)])
        case (.deciding(let head, nil), .end):
            self.state = .deciding(head, end: part)
            return .none
        case (.awaitingRequest, .body), (.awaitingRequest, .end), (.deciding, _):
            // An upgrade request has no body, and nothing may follow it before the answer.
            self.state = .closed
            return .close
        case (.upgrading, _), (.http, _):
            return .pass
        case (.closed, _):
            return .none
        }
    }

    mutating func decided(isAccepted: Bool) -> Action {
        switch self.state {
        case .deciding(let head, let end) where isAccepted:
            self.state = .upgrading
            return .upgrade([.head(head)] + (end.map { [$0] } ?? []))
        case .deciding(let head, let end):
            self.state = .http
            return .becomeHTTP([.head(head.withoutUpgrade)] + (end.map { [$0] } ?? []))
        case .awaitingRequest, .upgrading, .http, .closed:
            return .none
        }
    }

    mutating func quiesce() -> Action {
        self.isQuiescing = true
        switch self.state {
        case .awaitingRequest:
            self.state = .closed
            return .close
        case .http:
            return .pass
        case .deciding, .upgrading, .closed:
            return .none
        }
    }

    mutating func failed() -> Action {
        switch self.state {
        case .deciding:
            self.state = .closed
            return .close
        case .awaitingRequest, .upgrading, .http:
            return .pass
        case .closed:
            return .none
        }
    }

    mutating func timedOut() -> Action {
        switch self.state {
        case .awaitingRequest, .deciding:
            self.state = .closed
            return .close
        case .upgrading, .http, .closed:
            return .none
        }
    }
}
