/// The newest events by their places, bounded in number and in bytes.
struct EventRing {
    private var slots: [BusEvent?]
    private let mostBytes: Int
    private var bytes = 0
    /// The place of the oldest event that is still there.
    private(set) var start: UInt64 = 0
    /// The place of the next event.
    private(set) var end: UInt64 = 0

    init(capacity: Int, bytes: Int) {
        slots = Array(repeating: nil, count: capacity)
        mostBytes = bytes
    }

    mutating func add(_ event: BusEvent) {
        if end - start == UInt64(slots.count) { dropOldest() }
        slots[slot(of: end)] = event
        bytes += event.size
        end += 1
        while bytes > mostBytes, end - start > 1 { dropOldest() }
    }

    /// Events from a place on. - Returns: nil when that place is gone.
    func events(from place: UInt64, limit: Int) -> (events: [BusEvent], next: UInt64)? {
        guard place >= start else { return nil }
        let next = min(end, place + UInt64(limit))
        return ((place..<next).compactMap { slots[slot(of: $0)] }, next)
    }

    private mutating func dropOldest() {
        bytes -= slots[slot(of: start)]?.size ?? 0
        slots[slot(of: start)] = nil
        start += 1
    }

    private func slot(of place: UInt64) -> Int {
        Int(place % UInt64(slots.count))
    }
}
