import Domain
import Metrics
import Tracing

/// One call of a model as metrics and traces see it, by the conventions of OpenTelemetry for generative AI.
struct ModelCallWatch {
    private let call: ModelCall
    private let backend: any ModelBackend
    /// Takes secrets out of what is told and answered; nil where that is not recorded at all.
    private let redactor: Redactor?
    private let began = ContinuousClock.now

    init(_ call: ModelCall, _ backend: any ModelBackend, contentBy redactor: Redactor?) {
        self.call = call
        self.backend = backend
        self.redactor = redactor
    }

    func watch(_ carry: () async throws -> ModelReply) async throws -> ModelReply {
        let active = Meter(label: "skein_model_calls_active", dimensions: [("backend", backend.name)])
        active.increment()
        defer { active.decrement() }
        return try await withSpan(name, ofKind: .client) { span in
            if span.isRecording { describe(span) }
            do {
                let reply = try await carry()
                ended(reply.call, reply.call.outcome)
                if span.isRecording { describe(reply, span) }
                return reply
            } catch let error as ModelBackendError {
                ended(error.call, error.cause.rawValue)
                if span.isRecording { describe(error, span) }
                throw error
            }
        }
    }

    /// A task is an agent's work, with tools; a decision is one answer.
    private var operation: String { call.brief.purpose == "work" ? "invoke_agent" : "chat" }

    private var name: String {
        let subject = operation == "chat" ? call.model ?? backend.name : call.brief.agentName
        return subject.isEmpty ? operation : "\(operation) \(subject)"
    }
}

// MARK: - Metrics

extension ModelCallWatch {
    private func ended(_ report: ModelCallReport, _ outcome: String) {
        Counter(label: "skein_model_calls_total", dimensions: [("backend", backend.name), ("outcome", outcome)]).increment()
        let took = (ContinuousClock.now - began).components
        Timer(label: "skein_model_call_duration_seconds", dimensions: [("backend", backend.name)])
            .recordNanoseconds(took.seconds * 1_000_000_000 + took.attoseconds / 1_000_000_000)
        let agent = call.brief.agentName
        let labels = [("agent", agent.isEmpty ? "none" : agent), ("model", report.model ?? backend.name)]
        let usage = report.usage
        let tokens = [
            ("input", usage.inputTokens), ("output", usage.outputTokens), ("cache_read", usage.cacheReadTokens),
            ("cache_write", usage.cacheWriteTokens),
        ]
        for case (let direction, let count?) in tokens {
            Counter(label: "skein_model_tokens_total", dimensions: labels + [("direction", direction)]).increment(by: count)
        }
        if let cost = usage.costUSD {
            FloatingPointCounter(label: "skein_model_cost_usd_total", dimensions: labels).increment(by: cost)
        }
    }
}

// MARK: - Traces

extension ModelCallWatch {
    private func describe(_ span: any Span) {
        span.updateAttributes { attributes in
            attributes["gen_ai.operation.name"] = operation
            attributes["gen_ai.provider.name"] = backend.provider
            attributes["gen_ai.conversation.id"] = call.conversation.sessionID
            attributes["gen_ai.request.model"] = call.model
            attributes["gen_ai.agent.name"] = call.brief.agentName
            attributes["skein.call.id"] = call.id
            attributes["skein.backend"] = backend.name
            guard let redactor else { return }
            attributes["gen_ai.system_instructions"] =
                JSONValue.array([Self.part(redactor.redacted(call.systemPrompt))]).text
            attributes["gen_ai.input.messages"] = Self.message("user", redactor.redacted(call.prompt))
        }
    }

    private func describe(_ reply: ModelReply, _ span: any Span) {
        describe(reply.call, span)
        guard redactor != nil else { return }
        span.updateAttributes { $0["gen_ai.output.messages"] = Self.message("assistant", reply.text) }
    }

    private func describe(_ error: ModelBackendError, _ span: any Span) {
        describe(error.call, span)
        span.updateAttributes { $0["error.type"] = error.cause.rawValue }
    }

    private func describe(_ report: ModelCallReport, _ span: any Span) {
        let usage = report.usage
        span.updateAttributes { attributes in
            attributes["gen_ai.response.model"] = report.model
            attributes["gen_ai.response.finish_reasons"] = [report.outcome]
            attributes["gen_ai.usage.input_tokens"] = usage.inputTokens
            attributes["gen_ai.usage.output_tokens"] = usage.outputTokens
            attributes["gen_ai.usage.cache_read.input_tokens"] = usage.cacheReadTokens
            attributes["gen_ai.usage.cache_creation.input_tokens"] = usage.cacheWriteTokens
            attributes["skein.cost_usd"] = usage.costUSD
        }
    }

    private static func message(_ role: String, _ text: String) -> String {
        JSONValue.array([["role": .string(role), "parts": [part(text)]]]).text
    }

    private static func part(_ text: String) -> JSONValue {
        ["type": "text", "content": .string(text)]
    }
}
