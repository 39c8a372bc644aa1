import Synchronization
public import Tracing

/// One request, for the lines of a log that are written while it is answered.
public final class RequestScope: Sendable {
    /// What the client called it, or what it was called here.
    public let id: String
    private let asker = Mutex<String?>(nil)

    init(id: String) {
        self.id = id
    }

    /// The user's id; nil until it is known who asks.
    public var user: String? { asker.withLock { $0 } }

    func isAsked(by user: String) {
        asker.withLock { $0 = user }
    }
}

extension InstrumentationContext {
    private enum RequestKey: InstrumentationContextKey {
        typealias Value = RequestScope
    }

    /// Nil outside of requests.
    public var request: RequestScope? {
        get { self[RequestKey.self] }
        set { self[RequestKey.self] = newValue }
    }
}
