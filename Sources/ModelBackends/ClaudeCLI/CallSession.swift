import Agents
import Domain
import Foundation

/// One call from whatever is left of it to its end.
struct CallSession {
    /// How often a call's shim may die under one server before that is no accident.
    private static let mostDeaths = 3

    private let backend: ClaudeCLIBackend
    private let call: ModelCall
    private let link: any ModelCallLink
    private let steering: CallSteering
    private let spool: CallSpool
    private var turn = ClaudeTurn()
    /// How far each leg has been taken in.
    private var heard: [SpoolLeg: Int] = [:]
    /// What was passed on before this server took the call over.
    private let passedOn: SpoolPlace
    private var spawned = 0

    init(
        _ backend: ClaudeCLIBackend, _ call: ModelCall, _ link: any ModelCallLink, _ steering: CallSteering
    ) {
        self.backend = backend
        self.call = call
        self.link = link
        self.steering = steering
        spool = CallSpool(root: backend.configuration.callsDirectory, callID: call.id)
        passedOn = SpoolPlace(link.progress)
    }

    mutating func carryToItsEnd() async throws -> ModelReply {
        while true {
            try Task.checkCancellation()
            switch try await begin() {
            case .ended(let reply): return reply
            case .follow(let shim, let leg):
                if let outcome = try await follow(shim, leg) { return try verdict(outcome) }
            case .lookAgain: try await Task.sleep(for: .milliseconds(20))
            }
        }
    }

    private enum Beginning {
        case ended(ModelReply)
        case follow(ShimConnection, SpoolLeg)
        /// A shim came or went between two looks.
        case lookAgain
    }

    /// Finds out what is left of the call: an outcome, a live shim, a dead one, or nothing.
    private mutating func begin() async throws -> Beginning {
        guard let lock = try spool.lock() else { return try await attach() }
        defer { close(lock) }
        return try await begin(holding: lock)
    }

    /// Somebody has the call: a shim at work, or one that has just left its outcome.
    private mutating func attach() async throws -> Beginning {
        let legs = spool.legs
        if let outcome = legs.last?.readOutcome() { return .ended(try await verdict(outcome, legs)) }
        guard let leg = legs.last, let shim = try await ShimConnection.attach(leg) else { return .lookAgain }
        try await catchUp(with: legs.dropLast())
        return .follow(shim, leg)
    }

    private mutating func begin(holding lock: CInt) async throws -> Beginning {
        // They are read while everything else is got ready.
        async let secrets = backend.secrets.secrets(for: call.agentID)
        let legs = spool.legs
        try await catchUp(with: legs[...])
        if let outcome = legs.last?.readOutcome() { return .ended(try await verdict(outcome, legs)) }
        let start = CallStart(call: call, turn: turn, hasBegun: !legs.isEmpty, stop: steering.stop, backend: backend)
        switch try await start.next() {
        case .ended(let reply): return .ended(reply)
        case .run(let command, let opening):
            let leg = try makeLeg(command, after: legs)
            let handover = try ShimHandover(ShimRequest(call, command, opening, leg, backend.configuration))
            defer { handover.close() }
            let berth = try ShimBerth(leg, lock: lock, handover)
            try handover.add(try await secrets)
            // Nothing is started before.
            try await link.announced()
            for warning in command.shortcomings + opening.warnings { await link.emit(.warning(warning), progress: nil) }
            return .follow(try await ShimConnection.spawn(berth, backend), leg)
        }
    }

    /// Makes the next leg with what the CLI reads from files.
    private mutating func makeLeg(_ command: ClaudeCommand, after legs: [SpoolLeg]) throws -> SpoolLeg {
        guard spawned < Self.mostDeaths else { throw tooManyDeaths }
        spawned += 1
        try call.requireDirectoriesInPlace()
        let leg = try spool.makeLeg(after: legs)
        SessionLock.prepare(call.conversation.sessionID, beside: leg)
        for (name, content) in command.files { try leg.write(content, named: name) }
        return leg
    }

    private mutating func verdict(_ outcome: ShimOutcome, _ legs: [SpoolLeg]) async throws -> ModelReply {
        try await catchUp(with: legs[...])
        return try verdict(outcome)
    }

    private func verdict(_ outcome: ShimOutcome) throws -> ModelReply {
        try ClaudeVerdict(call: call, turn: turn, outcome: outcome).reply()
    }

    private var tooManyDeaths: ModelBackendError {
        let lastWords = spool.legs.last?.log.suffix(2000) ?? ""
        return ModelBackendError(
            .killed, "The process that carries the call (skein model-call) died \(spawned) times: \(lastWords)",
            partialOutput: turn.writtenText.isEmpty ? nil : turn.writtenText,
            call: ModelCallReport(
                callID: call.id, backend: backend.name, model: turn.model, sessionID: call.conversation.sessionID,
                outcome: ModelBackendError.Cause.killed.rawValue, usage: turn.usage, turns: turn.turnCount))
    }
}

// MARK: - Records

extension CallSession {
    /// Takes in what legs have recorded and nobody has passed on yet.
    private mutating func catchUp(with legs: ArraySlice<SpoolLeg>) async throws {
        // What came over the socket need not be read again.
        for leg in legs where heard[leg] == nil || heard[leg] != leg.streamLength {
            var reader = SpoolReader(leg, from: enter(leg))
            while let records = try await reader.next() {
                for (record, end) in records { try await take(record, leg, end) }
            }
        }
    }

    /// Passes on what a live leg records until its shim is gone.
    private mutating func follow(_ shim: ShimConnection, _ leg: SpoolLeg) async throws -> ShimOutcome? {
        let place = enter(leg)
        return try await shim.follow(from: place, steering.commands()) { record, end in try await take(record, leg, end) }
    }

    /// - Returns: how far the leg has been taken in.
    private mutating func enter(_ leg: SpoolLeg) -> Int {
        if let place = heard[leg] { return place }
        turn.beginLeg()
        heard[leg] = 0
        return 0
    }

    /// Takes in one record and passes on what is new in it.
    private mutating func take(_ record: SpoolRecord?, _ leg: SpoolLeg, _ end: Int) async throws {
        heard[leg] = end
        guard let record else { return }
        let place = SpoolPlace(leg: leg.number, offset: end)
        let all = turn.take(record)
        for (index, news) in all.enumerated() where place > passedOn || news.isQuestion {
            switch news {
            // The record counts as passed on when all that it tells has been.
            case .event(let event): await link.emit(event, progress: index == all.count - 1 ? place.text : nil)
            case .question(let question):
                if place > passedOn { try await link.ask(question) }
                steering.asked(question)
            }
        }
    }
}
