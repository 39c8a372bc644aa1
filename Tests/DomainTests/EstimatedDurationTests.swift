import Domain
import Testing

@Suite struct EstimatedDurationTests {
    @Test(
        "numbers are minutes, words are understood, and of a range the upper end counts",
        arguments: [
            (JSONValue.integer(30), 30.0), (.number(1.5), 1.5), ("2 hours", 120), ("15-20 minutes", 20),
            ("1 hour 30 minutes", 90),
            ("45", 45), ("90 min", 90), ("1.5h", 90), ("2 days", 2880), ("10 to 15 mins", 15), ("30 seconds", 0.5),
        ])
    func understood(sent: JSONValue, minutes: Double) {
        #expect(EstimatedDuration(sent)?.minutes == minutes)
        #expect(EstimatedDuration(sent)?.sent == sent)
    }

    @Test("what is no duration is refused", arguments: [JSONValue.string("soon"), "", -5, true, "3 sprints", []])
    func refused(sent: JSONValue) {
        #expect(EstimatedDuration(sent) == nil)
    }
}
