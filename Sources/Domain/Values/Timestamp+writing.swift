extension Timestamp {
    /// ISO 8601 with milliseconds and `Z`. Written by hand: every event carries some, and Foundation's formatter would cost
    /// more than the rest of the event.
    public var iso8601: String {
        let days = Self.floorDivide(milliseconds, 86_400_000)
        let (year, month, day) = Self.date(daysSince1970: days)
        guard (0...9999).contains(year) else { return formatted }
        let time = milliseconds - days * 86_400_000
        return String(unsafeUninitializedCapacity: 24) { text in
            var end = 0
            func write(_ number: Int64, _ digits: Int, then mark: UInt8) {
                var rest = number
                for place in stride(from: end + digits - 1, through: end, by: -1) {
                    text[place] = UInt8(ascii: "0") + UInt8(rest % 10)
                    rest /= 10
                }
                text[end + digits] = mark
                end += digits + 1
            }
            write(year, 4, then: UInt8(ascii: "-"))
            write(month, 2, then: UInt8(ascii: "-"))
            write(day, 2, then: UInt8(ascii: "T"))
            write(time / 3_600_000, 2, then: UInt8(ascii: ":"))
            write(time / 60_000 % 60, 2, then: UInt8(ascii: ":"))
            write(time / 1000 % 60, 2, then: UInt8(ascii: "."))
            write(time % 1000, 3, then: UInt8(ascii: "Z"))
            return end
        }
    }

    /// The date of a day, by Howard Hinnant's `civil_from_days`: years begin in March, so that leap days come last.
    private static func date(daysSince1970 days: Int64) -> (year: Int64, month: Int64, day: Int64) {
        let shifted = days + 719_468
        let era = floorDivide(shifted, 146_097)
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    private static func floorDivide(_ number: Int64, _ divisor: Int64) -> Int64 {
        number >= 0 ? number / divisor : (number + 1) / divisor - 1
    }
}
