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
            case .follow(let shim, let leg): try await follow(shim, leg)
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
        let legs = spool.legs
        if let outcome = legs.last?.readOutcome() { return .ended(try await verdict(outcome, legs)) }
        guard let lock = try spool.lock() else {
            // Whoever holds the lock may have begun a leg meanwhile.
            let legs = spool.legs
            guard let leg = legs.last, let shim = try await ShimConnection.attach(leg) else { return .lookAgain }
            try await catchUp(with: legs.dropLast())
            return .follow(shim, leg)
        }
        defer { close(lock) }
        return try await begin(holding: lock, spool.legs)
    }

    /// - Parameter legs: while the lock is held nobody adds one.
    private mutating func begin(holding lock: CInt, _ legs: [SpoolLeg]) async throws -> Beginning {
        try await catchUp(with: legs[...])
        // It may have been written while the lock was waited for.
        if let outcome = legs.last?.readOutcome() { return .ended(try await verdict(outcome, legs)) }
        let start = CallStart(call: call, turn: turn, hasBegun: !legs.isEmpty, stop: steering.stop, backend: backend)
        switch try await start.next() {
        case .ended(let reply): return .ended(reply)
        case .run(let command, let opening): return try await run(command, opening, lock)
        }
    }

    private mutating func run(_ command: ClaudeCommand, _ opening: CallOpening, _ lock: CInt) async throws -> Beginning {
        guard spawned < Self.mostDeaths else { throw tooManyDeaths }
        spawned += 1
        try call.requireDirectoriesInPlace()
        let secrets = try await backend.secrets.secrets(for: call.agentID)
        for warning in command.shortcomings + opening.warnings { link.emit(.warning(warning), progress: nil) }
        let leg = try spool.makeLeg()
        for (name, content) in command.files { try leg.write(content, named: name) }
        var request = ShimRequest(call, command, opening, leg, backend.configuration)
        request.trace = CallTrace.variables
        try leg.write(request)
        return .follow(try await ShimConnection.spawn(leg, lock: lock, secrets, backend), leg)
    }

    private mutating func verdict(_ outcome: ShimOutcome, _ legs: [SpoolLeg]) async throws -> ModelReply {
        try await catchUp(with: legs[...])
        return try ClaudeVerdict(call: call, turn: turn, outcome: outcome).reply()
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
    private mutating func follow(_ shim: ShimConnection, _ leg: SpoolLeg) async throws {
        let place = enter(leg)
        try await shim.follow(from: place, steering.commands()) { record, end in try await take(record, leg, end) }
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
            case .event(let event): link.emit(event, progress: index == all.count - 1 ? place.text : nil)
            case .question(let question):
                if place > passedOn { try await link.ask(question) }
                steering.asked(question)
            }
        }
    }
}
