import Domain
import Foundation
import Testing

@Suite struct ModelCallReportTests {
    private static let whole = ModelCallReport(
        callID: "run/work/1", backend: "claude_cli", model: "m", sessionID: "s", outcome: "completed",
        usage: Usage(inputTokens: 1, outputTokens: 2, cacheReadTokens: 3, cacheWriteTokens: 4, costUSD: 0.25), turns: 5,
        durationMilliseconds: 6)

    @Test(
        "a report is the same JSON with and without an encoder, and is read back",
        arguments: [whole, ModelCallReport(callID: "c", backend: "expert", outcome: "killed", usage: Usage(costUSD: 3))])
    func json(report: ModelCallReport) throws {
        #expect(try JSONValue(parsing: JSONEncoder().encode(report)) == JSONValue(parsing: report.json.text.utf8))
        #expect(ModelCallReport(report.json) == report)
    }

    @Test("what is no report is none", arguments: ["7", "{}", #"{"call_id":"c","backend":"b","outcome":"o"}"#])
    func foreign(text: String) throws {
        let json = try JSONValue(parsing: text.utf8)
        #expect(ModelCallReport(json) == nil)
    }
}
