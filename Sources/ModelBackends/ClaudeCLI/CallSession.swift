import Agents
import Domain
import Foundation

/// One call from whatever is left of it to its end.
struct CallSession {
    private let backend: ClaudeCLIBackend
    private let call: ModelCall
    private let link: any ModelCallLink
    private let steering: CallSteering
    private let spool: CallSpool
    private var turn = ClaudeTurn()
    private var replayed: Set<SpoolLeg> = []
    /// What was passed on before this server took the call over.
    private let passedOn: SpoolPlace

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
            case .lookAgain: break
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
        guard let lock = try spool.lock() else {
            guard let leg = spool.legs.last, let shim = try await ShimConnection.attach(leg) else { return .lookAgain }
            try await replay(spool.legs.dropLast())
            return .follow(shim, leg)
        }
        defer { close(lock) }
        try await replay(spool.legs[...])
        if let outcome = spool.legs.last?.readOutcome() {
            return .ended(try ClaudeVerdict(call: call, turn: turn, outcome: outcome).reply())
        }
        let start = CallStart(
            call: call, turn: turn, hasBegun: !spool.legs.isEmpty, stop: steering.stop, backend: backend)
        switch try await start.next() {
        case .ended(let reply): return .ended(reply)
        case .run(let request, let warnings):
            for warning in warnings { link.emit(.warning(warning), progress: nil) }
            let leg = try spool.makeLeg()
            try leg.write(request)
            return .follow(try await ShimConnection.spawn(leg, lock: lock, backend.configuration), leg)
        }
    }

    /// Takes in what legs recorded that live no more.
    private mutating func replay(_ legs: ArraySlice<SpoolLeg>) async throws {
        for leg in legs where replayed.insert(leg).inserted {
            turn.beginLeg()
            // A leg that recorded nothing had not begun.
            let stream = FileManager.default.contents(atPath: leg.streamPath) ?? Data()
            var place = 0
            for line in stream.split(separator: 0x0A) {
                place += line.count + 1
                if let record = SpoolRecord(line) { try await take(record, SpoolPlace(leg: leg.number, offset: place)) }
            }
        }
    }

    /// Passes on what a live leg records until its shim is gone.
    private mutating func follow(_ shim: ShimConnection, _ leg: SpoolLeg) async throws {
        turn.beginLeg()
        replayed.insert(leg)
        try await shim.follow(steering.commands()) { record, end in
            try await take(record, SpoolPlace(leg: leg.number, offset: end))
        }
    }

    /// Takes in one record and passes on what is new in it.
    private mutating func take(_ record: SpoolRecord, _ place: SpoolPlace) async throws {
        for news in turn.take(record) {
            switch news {
            case .event(let event):
                if place > passedOn { link.emit(event, progress: place.text) }
            case .question(let interaction):
                if place > passedOn { try await link.ask(interaction) }
                steering.asked(interaction)
            }
        }
    }
}

/// A place in a call's spool: the leg and the offset after a record.
struct SpoolPlace: Comparable {
    var leg: Int
    var offset: Int

    init(leg: Int, offset: Int) {
        self.leg = leg
        self.offset = offset
    }

    /// - Parameter text: as ``text`` wrote it; nil is the beginning.
    init(_ text: String?) {
        let parts = (text ?? "").split(separator: ":").compactMap { Int($0) }
        self.init(leg: parts.first ?? 0, offset: parts.count == 2 ? parts[1] : 0)
    }

    var text: String { "\(leg):\(offset)" }

    static func < (lhs: SpoolPlace, rhs: SpoolPlace) -> Bool {
        (lhs.leg, lhs.offset) < (rhs.leg, rhs.offset)
    }
}
