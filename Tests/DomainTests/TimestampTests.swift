import Domain
import Testing

@Suite struct TimestampTests {
    @Test("times are written in UTC with milliseconds and Z")
    func written() {
        #expect(Timestamp(milliseconds: 1_795_400_463_062).iso8601 == "2026-11-23T02:21:03.062Z")
        #expect(Timestamp(milliseconds: 0).iso8601 == "1970-01-01T00:00:00.000Z")
        #expect(Timestamp(milliseconds: 999).iso8601 == "1970-01-01T00:00:00.999Z")
    }

    @Test(
        "ISO 8601 in its usual forms is read; without a zone it is UTC",
        arguments: [
            ("2026-11-23T02:21:03.062Z", 1_795_400_463_062), ("2026-11-23T02:21:03Z", 1_795_400_463_000),
            ("2026-11-23T03:21:03+01:00", 1_795_400_463_000), ("2026-11-23T02:21:03", 1_795_400_463_000),
            ("2026-11-23", 1_795_392_000_000),
        ])
    func read(text: String, milliseconds: Int64) {
        #expect(Timestamp(text)?.milliseconds == milliseconds)
    }

    @Test("what is no time is refused", arguments: ["", "tomorrow", "2026-13-01", "12:00"])
    func refused(text: String) {
        #expect(Timestamp(text) == nil)
    }

    @Test("every millisecond of some seconds survives writing and reading")
    func roundTrip() {
        for milliseconds in stride(from: 1_795_400_463_000, to: 1_795_400_465_000, by: 7) {
            let time = Timestamp(milliseconds: Int64(milliseconds))
            #expect(Timestamp(time.iso8601) == time)
        }
    }
}
