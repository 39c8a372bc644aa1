import Domain
import Foundation
import Testing

@Suite struct TimestampTests {
    @Test("times are written to the exact millisecond, over leap years, centuries and before 1970")
    func written() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        let fixed: [Int64] = [
            0, -1, 1, 951_782_400_000, 951_868_799_999, 1_709_164_800_000, 4_102_444_800_000, -2_208_988_800_000,
            253_402_300_799_999,
        ]
        var generator = SystemRandomNumberGenerator()
        let random = (0..<500).map { _ in Int64.random(in: -2_208_988_800_000...4_102_444_800_000, using: &generator) }
        for milliseconds in fixed + random {
            // Foundation rounds down what a double cannot say: half a millisecond more and it says the right one.
            let date = Date(timeIntervalSince1970: (Double(milliseconds) + 0.5) / 1000)
            #expect(Timestamp(milliseconds: milliseconds).iso8601 == date.formatted(style), "\(milliseconds)")
        }
    }

    @Test("what is written is read back to the millisecond")
    func roundTrip() {
        for milliseconds: Int64 in [0, 1_795_340_247_856, -86_400_001, 951_782_400_123] {
            let time = Timestamp(milliseconds: milliseconds)
            #expect(Timestamp(time.iso8601) == time)
        }
    }
}
