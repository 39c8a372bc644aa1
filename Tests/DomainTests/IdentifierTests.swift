import Domain
import Testing

@Suite struct IdentifierTests {
    @Test("new ids are UUIDs of version 7 and sort by the time of their making")
    func ids() async throws {
        let first = AgentID.make()
        try await Task.sleep(for: .milliseconds(2))
        let second = AgentID.make()
        #expect(first.rawValue.wholeMatch(of: /[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/) != nil)
        #expect(first.rawValue < second.rawValue)
    }
}
