import Domain

extension ModelEvent {
    func redacted(_ patterns: SecretPatterns) -> ModelEvent {
        switch self {
        case .text(let text): .text(patterns.redacted(text))
        case .thinking(let text): .thinking(patterns.redacted(text))
        case .message(let text): .message(patterns.redacted(text))
        case .toolUse(let id, let name, let input): .toolUse(id: id, name: name, input: patterns.redacted(input))
        case .toolResult(let id, let content, let isError):
            .toolResult(id: id, content: patterns.redacted(content), isError: isError)
        case .usage: self
        case .warning(let text): .warning(patterns.redacted(text))
        }
    }
}

extension Interaction {
    func redacted(_ patterns: SecretPatterns) -> Interaction {
        var safe = self
        safe.message = patterns.redacted(message)
        safe.input = input.map { patterns.redacted($0) }
        return safe
    }
}

extension ModelReply {
    func redacted(_ patterns: SecretPatterns) -> ModelReply {
        var safe = self
        safe.text = patterns.redacted(text)
        safe.structured = structured.map { patterns.redacted($0) }
        safe.offeredCalls = offeredCalls.map { $0.map { $0.redacted(patterns) } }
        switch ending {
        case .completed, .aborted: break
        case .paused(let token): safe.ending = .paused(token: token.map { patterns.redacted($0) })
        case .asked(let question, let token):
            safe.ending = .asked(question.redacted(patterns), token: token.map { patterns.redacted($0) })
        }
        return safe
    }
}

extension OfferedCall {
    fileprivate func redacted(_ patterns: SecretPatterns) -> OfferedCall {
        var safe = self
        safe.input = patterns.redacted(input)
        return safe
    }
}

extension ModelBackendError {
    func redacted(_ patterns: SecretPatterns) -> ModelBackendError {
        var safe = self
        safe.message = patterns.redacted(message)
        safe.partialOutput = partialOutput.map { patterns.redacted($0) }
        safe.stderrTail = stderrTail.map { patterns.redacted($0) }
        return safe
    }
}
