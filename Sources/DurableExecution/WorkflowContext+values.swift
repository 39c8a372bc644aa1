import Foundation

extension WorkflowContext {
    /// The time, the same on every replay.
    public func now() async throws -> Moment {
        let clock = runtime.clock
        return try value("now") { clock.now() }
    }

    /// A number in 0..<1, the same on every replay.
    public func random() async throws -> Double {
        try value("random") { Double.random(in: 0..<1) }
    }

    /// A new UUID, the same on every replay.
    public func uuid() async throws -> String {
        try value("uuid") { UUID().uuidString.lowercased() }
    }

    /// Tells the world something, once, however often the run is replayed.
    public func note(_ event: String, _ data: some Encodable) async throws {
        let (path, position) = try begin("note", .note)
        guard runtime.history.attempts(of: path).isEmpty else { return }
        let start = instant(path, .note, position)
        let note = RunNote(event: event, data: try JSONText(data))
        runtime.enqueue(.stepCompleted(start, output: .emptyObject, notes: [note], at: start.startedAt))
    }

    /// Journaled before anything that can depend on it, so it need not be awaited.
    private func value<Value: Codable & Sendable>(_ name: String, _ make: () -> Value) throws -> Value {
        let (path, position) = try begin(name, .value)
        if let value: Value = try recorded(path) { return value }
        let value = make()
        let start = instant(path, .value, position)
        runtime.enqueue(.stepCompleted(start, output: try JSONText(value), at: start.startedAt))
        return value
    }

    /// A step that takes no time.
    func instant(_ path: StepPath, _ kind: StepKind, _ position: Int, callID: String = "") -> StepStart {
        StepStart(
            path: path, kind: kind, position: position, attempt: 1, callID: callID, fingerprint: nil,
            startedAt: runtime.clock.now())
    }
}
