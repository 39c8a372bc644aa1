import Domain
import Testing

@Suite struct SubscriptionTests {
    @Test("a subscription takes in what its name says, and nothing else")
    func membership() throws {
        let agent = event(.agent)
        let execution = event(.execution, execution: "e1", workflow: "w1")
        let output = event(.output, execution: "e1", workflow: "w1")
        let workflow = event(.workflow, workflow: "w1")
        #expect(contained(in: "all", agent, execution, output, workflow) == [true, true, true, true])
        #expect(contained(in: "agents", agent, execution, output, workflow) == [true, false, false, false])
        #expect(contained(in: "executions", agent, execution, output, workflow) == [false, true, true, false])
        #expect(contained(in: "execution:e1", agent, execution, output, workflow) == [false, true, true, false])
        #expect(contained(in: "execution:e2", agent, execution, output, workflow) == [false, false, false, false])
        #expect(contained(in: "workflow:w1", agent, execution, output, workflow) == [false, true, true, true])
    }

    @Test("an unknown subscription is refused", arguments: ["", "everything", "execution", "run:1"])
    func refused(name: String) {
        #expect(Subscription(name) == nil)
    }

    private func contained(in name: String, _ events: Event...) -> [Bool] {
        guard let subscription = Subscription(name) else { return [] }
        return events.map(subscription.contains)
    }

    private func event(_ type: EventType, execution: String? = nil, workflow: String? = nil) -> Event {
        Event(
            type: type, name: "x", data: "{}", timestamp: .now,
            subject: EventSubject(execution: execution, workflow: workflow))
    }
}
