import Domain
import Testing

@Suite struct TaskGraphTests {
    @Test(
        "a cycle is named from the task back to itself",
        arguments: [
            (["a": ["a"]], ["a", "a"]), (["a": ["b"], "b": ["a"]], ["a", "b", "a"]),
            (["a": ["x", "b"], "b": ["c"], "c": ["a"], "x": []], ["a", "b", "c", "a"]),
        ])
    func cycles(edges: [String: [String]], expected: [String]) {
        #expect(graph(edges).cycle(through: TaskID(rawValue: "a"))?.map(\.rawValue) == expected)
    }

    @Test("a diamond is no cycle, and a cycle elsewhere is not this task's")
    func noCycle() {
        #expect(graph(["a": ["b", "c"], "b": ["d"], "c": ["d"]]).cycle(through: TaskID(rawValue: "a")) == nil)
        #expect(graph(["a": ["b"], "b": ["c"], "c": ["b"]]).cycle(through: TaskID(rawValue: "a")) == nil)
    }

    @Test("a thousand tasks with all possible dependencies are searched in no time")
    func dense() {
        let edges = Dictionary(
            uniqueKeysWithValues: (0..<400).map { from in ("\(from)", (from + 1..<400).map { "\($0)" }) })
        #expect(graph(edges).cycle(through: TaskID(rawValue: "0")) == nil)
    }

    private func graph(_ edges: [String: [String]]) -> TaskGraph {
        TaskGraph(
            Dictionary(
                uniqueKeysWithValues: edges.map { (TaskID(rawValue: $0.key), $0.value.map(TaskID.init(rawValue:))) }))
    }
}
