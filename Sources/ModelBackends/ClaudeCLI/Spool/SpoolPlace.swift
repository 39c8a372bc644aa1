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
