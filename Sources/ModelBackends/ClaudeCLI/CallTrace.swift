import Tracing

/// Says to a process of the CLI in which trace, and below which span, it works.
enum CallTrace {
    /// `TRACEPARENT` and `TRACESTATE`, of where this is asked; nil where nothing is traced.
    static var variables: [String: String]? {
        var variables: [String: String] = [:]
        let context = InstrumentationContext.current ?? .topLevel
        InstrumentationSystem.instrument.inject(context, into: &variables, using: VariableInjector())
        return variables.isEmpty ? nil : variables
    }

    private struct VariableInjector: Injector {
        func inject(_ value: String, forKey key: String, into variables: inout [String: String]) {
            variables[key.uppercased()] = value
        }
    }
}
