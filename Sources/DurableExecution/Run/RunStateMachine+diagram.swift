extension RunStateMachine {
    /// The machine as a Mermaid state diagram, each arrow with the events that cause it.
    public static var diagram: String {
        var lines = ["stateDiagram-v2", "    [*] --> pending"]
        for state in RunState.allCases {
            for next in RunState.allCases {
                let events = RunEvent.allCases.filter { event in
                    var machine = RunStateMachine(state)
                    return machine.apply(event) == .moved(next)
                }
                guard !events.isEmpty else { continue }
                lines.append("    \(state) --> \(next): \(events.map(\.rawValue).joined(separator: ", "))")
            }
        }
        lines += RunState.allCases.filter(\.isTerminal).map { "    \($0) --> [*]" }
        return lines.joined(separator: "\n")
    }
}
