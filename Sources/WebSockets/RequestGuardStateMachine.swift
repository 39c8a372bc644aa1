import NIOHTTP1

/// When a connection's requests are let through, and how it ends when one is refused.
struct RequestGuardStateMachine {
    private enum State {
        /// Requests go in, responses come out. Next: refusing, lingering, passive.
        case serving
        /// A request is refused; the responses to those before it come first. Next: lingering.
        case refusing(RequestRefusal)
        /// The last answer is on its way; what still comes in is dropped, so that the client gets to read it. Final.
        case lingering
        /// The connection became a WebSocket. Final.
        case passive
    }

    enum Inbound: Equatable {
        case pass, drop
        case refuse(RequestRefusal)
        /// A response has begun: there is no answer to give.
        case close
    }

    enum Outbound: Equatable {
        case pass, drop
        /// The response ends, and the connection with it.
        case passAndLinger
        /// The response ends, and the refusal that waited for it comes.
        case passAndRefuse(RequestRefusal)
    }

    private var state = State.serving
    /// Requests whose response has not ended.
    private var unanswered = 0
    /// Whether the last request's body is still to come.
    private(set) var isReading = false
    private var isResponding = false

    /// Whether what passes is none of HTTP's parts any more.
    var isPassive: Bool {
        if case .passive = state { true } else { false }
    }

    /// Whether a response that begins now is the connection's last: the body of its request is not all here.
    var endsWithResponse: Bool { isReading && unanswered == 1 }

    mutating func received(_ part: HTTPServerRequestPart) -> Inbound {
        guard case .serving = state else { return .drop }
        switch part {
        case .head:
            unanswered += 1
            isReading = true
        case .body: break
        case .end: isReading = false
        }
        return .pass
    }

    /// A request must not go in; if its head did, it is the last of the unanswered ones.
    mutating func refuse(_ refusal: RequestRefusal) -> Inbound {
        guard case .serving = state else { return .drop }
        if isReading, isResponding, unanswered == 1 {
            state = .lingering
            return .close
        }
        if unanswered > (isReading ? 1 : 0) {
            state = .refusing(refusal)
            return .drop
        }
        state = .lingering
        return .refuse(refusal)
    }

    mutating func wrote(_ part: HTTPServerResponsePart) -> Outbound {
        switch state {
        case .passive: return .pass
        case .lingering: return .drop
        case .serving, .refusing: break
        }
        switch part {
        case .head(let head):
            if head.status.code >= 200 { isResponding = true }
            return .pass
        case .body: return .pass
        case .end: return ended()
        }
    }

    private mutating func ended() -> Outbound {
        isResponding = false
        unanswered -= 1
        if case .refusing(let refusal) = state {
            guard unanswered == (isReading ? 1 : 0) else { return .pass }
            state = .lingering
            return .passAndRefuse(refusal)
        }
        guard isReading, unanswered == 0 else { return .pass }
        state = .lingering
        return .passAndLinger
    }

    mutating func becameWebSocket() {
        state = .passive
    }
}
