import Domain
public import DurableExecution
import SQL

/// Claiming runs, ending a driver's turn, and taking over from the dead.
extension StoreJournal {
    public func claim(lane: RunLane, limit: Int, owner: String) async throws -> [RunRecord] {
        let now = store.now()
        let dialect = store.database.dialect
        return try await write { transaction in
            let claimed = try RunTable.claim(
                lane: lane, limit: limit, owner: owner, at: now, transaction.sql, dialect)
            for (record, row) in claimed {
                try Self.tell(row, record.epoch == 1 ? "started" : "continued", RunChange(), now, transaction)
            }
            return claimed.map(\.0)
        }
    }

    public func settle(_ ending: RunEnding, under lease: RunLease) async throws -> [RunID: RunState] {
        let now = store.now()
        let reached = try await write { transaction in
            guard let run = try RunTable.row(under: lease, transaction.sql) else { throw LeaseLost(lease) }
            var machine = RunStateMachine(run.state)
            guard case .moved(var state) = machine.apply(ending.event) else { throw LeaseLost(lease) }
            if state == .waiting, try Self.isWaitOver(ending, of: lease.run, at: now, transaction.sql) { state = .pending }
            try Self.move(lease.run, to: state, try RunChange(ending, state), now, transaction)
            var reached = [lease.run: state]
            if state == .failed { reached.merge(try Self.abortChildren(of: lease.run, now, transaction)) { $1 } }
            return reached
        }
        brokenLeases.remove(lease)
        return reached
    }

    /// The code that awaited them is over.
    private static func abortChildren(
        of run: RunID, _ now: Timestamp, _ transaction: StoreTransaction
    ) throws -> [RunID: RunState] {
        var reached: [RunID: RunState] = [:]
        for child in try RunTable.liveFamily(of: run, transaction.sql).dropFirst() {
            reached[child] = try apply(.abortRequested, to: child, RunChange(), now, transaction)?.state
        }
        return reached
    }

    public func stopRequests(of runs: [RunID]) async throws -> [RunID: StopRequest] {
        try await read { try RunTable.stopRequests(of: runs, $0) }
    }

    public func heartbeat(owner: String, until: Moment) async throws {
        let now = store.now()
        try await write {
            try RunTable.heartbeat(owner: owner, until: Timestamp(until), now: now, $0.sql)
        }
    }

    /// Forgets every server's sign of life: whoever has the database to itself knows that the others are gone, and need
    /// not wait for their leases to expire.
    public func forgetOwners() async throws {
        try await write { try RunTable.forgetOwners($0.sql) }
    }

    public func rescue(excluding owner: String) async throws -> Int {
        let now = store.now()
        return try await write { transaction in
            let orphans = try RunTable.orphans(excluding: owner, at: now, transaction.sql)
            for run in orphans { _ = try Self.apply(.leaseLost, to: run, RunChange(), now, transaction) }
            return orphans.count
        }
    }

    public func fireTimers() async throws -> (fired: Int, next: Moment?) {
        let now = store.now()
        let isDue = try await read { try !RunTable.due(at: now, $0).isEmpty }
        let fired = isDue ? try await fireDue(now) : 0
        let next = try await read { try RunTable.nextTimer($0) }
        return (fired, next.map { Moment(milliseconds: $0.milliseconds) })
    }

    private func fireDue(_ now: Timestamp) async throws -> Int {
        try await write { transaction in
            let due = try RunTable.due(at: now, transaction.sql)
            for run in due { _ = try Self.apply(.timerFired, to: run, RunChange(), now, transaction) }
            return due.count
        }
    }

    /// Whether an answer or a timer came between the body's unwinding and now.
    private static func isWaitOver(
        _ ending: RunEnding, of run: RunID, at now: Timestamp, _ sql: any SQLConnection
    ) throws -> Bool {
        guard case .waiting(let waits) = ending else { return false }
        let answers = try SignalTable.answers(of: run, sql)
        return waits.contains { wait in
            switch wait {
            case .input(let interaction): answers[interaction] != nil
            case .timer(let moment): moment.milliseconds <= now.milliseconds
            }
        }
    }
}

// MARK: - One change of a run's state

extension StoreJournal {
    /// Applies an event to a run's stored state (D6).
    /// - Returns: the response and the state after it; nil when there is no such run.
    static func apply(
        _ event: RunEvent, to run: RunID, _ change: RunChange, _ now: Timestamp, _ transaction: StoreTransaction
    ) throws -> (response: RunStateMachine.Response, state: RunState)? {
        guard let row = try RunTable.row(run, transaction.sql) else { return nil }
        var machine = RunStateMachine(row.state)
        let response = machine.apply(event)
        if case .moved(let state) = response { try move(run, to: state, change, now, transaction) }
        return (response, machine.state)
    }

    /// Stores a run's new state with its columns and its event.
    static func move(
        _ run: RunID, to state: RunState, _ change: RunChange, _ now: Timestamp, _ transaction: StoreTransaction
    ) throws {
        let row = try RunTable.move(run, to: state, at: now, change, transaction.sql)
        try tell(row, nil, change, now, transaction)
    }

    /// Tells of a run's new state under the number that was reserved with it.
    /// - Parameter name: the event's; nil for the state's.
    private static func tell(
        _ run: RunRow, _ name: String?, _ change: RunChange, _ now: Timestamp, _ transaction: StoreTransaction
    ) throws {
        let shown = try RunProjector(transaction: transaction, now: now).moved(run, to: run.state, change)
        var teller = RunTeller(run, reserved: 1, transaction)
        try teller.tell(name ?? shown.eventName, change.told(shown), at: now)
    }
}

extension RunState {
    /// The event that tells of coming to this state.
    fileprivate var eventName: String {
        switch self {
        case .pending: "queued"
        case .running: "started"
        case .pausing, .paused, .waiting, .aborting, .completed, .failed, .aborted: rawValue
        }
    }
}

extension RunChange {
    /// What an event says of a run's new state, as JSON text.
    fileprivate func told(_ state: RunState) -> String {
        var object = JSONObjectText()
        object.add("cause", failure?.kind)
        object.add("error", failure?.message)
        object.add("mode", pauseMode?.rawValue)
        object.add("status", state.rawValue)
        return object.text
    }
}

extension RunChange {
    /// What an ending changes besides the state.
    fileprivate init(_ ending: RunEnding, _ state: RunState) throws {
        switch ending {
        case .completed(let output): self.output = state == .completed ? output : nil
        case .failed(let failure): self.failure = state == .failed ? failure : nil
        case .waiting(let waits):
            self.waits = try JSONColumn.encode(waits)
            let timers = waits.compactMap { if case .timer(let moment) = $0 { Timestamp(moment) } else { nil } }
            wakeAt = state == .waiting ? timers.min() : nil
        case .unwound, .released: break
        }
    }
}
