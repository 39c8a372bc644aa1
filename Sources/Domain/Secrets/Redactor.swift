import Synchronization

/// What a process knows of secrets, so that none leaves it by accident. Costs one look at a flag where there are none.
public final class Redactor: Sendable {
    private struct State {
        /// By name and value: a value that was replaced is known until the process ends, since agents may still hold it.
        var known: [String: Set<String>] = [:]
        var patterns = SecretPatterns.none
    }

    private let isWorking = Atomic(false)
    private let state = Mutex(State())

    /// - Parameter secrets: names and values that are known from the beginning.
    public init(_ secrets: [(name: String, value: String)] = []) {
        learn(secrets)
    }

    public var isActive: Bool { isWorking.load(ordering: .acquiring) }

    public var patterns: SecretPatterns {
        isActive ? state.withLock { $0.patterns } : .none
    }

    public func learn(_ secrets: [(name: String, value: String)]) {
        guard !secrets.isEmpty else { return }
        state.withLock { state in
            let count = state.known.values.reduce(0) { $0 + $1.count }
            for (name, value) in secrets { state.known[name, default: []].insert(value) }
            guard state.known.values.reduce(0, { $0 + $1.count }) > count else { return }
            let all = state.known.sorted { $0.key < $1.key }.flatMap { name, values in values.map { (name, $0) } }
            state.patterns = SecretPatterns(all.map { (name: $0.0, value: $0.1) })
            isWorking.store(!state.patterns.isEmpty, ordering: .releasing)
        }
    }

    public func redacted(_ text: String) -> String {
        isActive ? patterns.redacted(text) : text
    }

    public func redacted(_ json: JSONValue) -> JSONValue {
        isActive ? patterns.redacted(json) : json
    }
}
