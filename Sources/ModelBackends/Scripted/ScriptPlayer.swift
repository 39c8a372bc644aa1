import Agents
import Domain
import Foundation

/// Plays one call's script from where it stopped to its end, or to the next stop.
struct ScriptPlayer {
    let call: ModelCall
    let script: ModelScript
    let link: any ModelCallLink
    private var position: Int
    private var said: [String] = []
    private var usage = Usage.unknown
    private var structured: JSONValue?
    private var calls: [OfferedCall] = []
    private var answer: String?

    init(call: ModelCall, script: ModelScript, link: any ModelCallLink) {
        self.call = call
        self.script = script
        self.link = link
        let start = call.conversation.continuation?.token.flatMap { Int($0) } ?? 0
        position = link.progress.flatMap { Int($0) } ?? start
        if case .answered(_, let answer) = call.conversation.continuation?.reason { self.answer = answer.message }
        // A call that goes on after a crash hands in all of it, not only the rest.
        for index in min(start, position)..<min(position, script.actions.count) { recall(script.actions[index], at: index) }
    }

    private mutating func recall(_ action: ModelScript.Action, at index: Int) {
        switch action {
        case .call(let tool, let input): judge(tool, input, at: index)
        case .say(let text, _): said.append(text.replacing("{answer}", with: answer ?? ""))
        case .cost(let cost): usage = usage + cost
        case .structured(let value): structured = value
        case .think, .use, .ask, .wait, .fail, .append: break
        }
    }

    mutating func play(until stop: StopFlag) async throws -> ModelReply {
        while position < script.actions.count {
            if let ending = ending(after: stop.raised) { return reply(ending) }
            try requireTime()
            if let ending = try await perform(script.actions[position], stop) { return reply(ending) }
            if let ending = ending(after: stop.raised), ending == .aborted { return reply(ending) }
            position += 1
        }
        return reply(.completed)
    }

    private func ending(after stop: CallStop?) -> ModelReply.Ending? {
        switch stop {
        case nil: nil
        case .pauseAtStep, .pauseNow: .paused(token: String(position))
        case .abort: .aborted
        }
    }

    private mutating func perform(_ action: ModelScript.Action, _ stop: StopFlag) async throws -> ModelReply.Ending? {
        let next = String(position + 1)
        switch action {
        case .say(let text, let delay):
            try await say(text.replacing("{answer}", with: answer ?? ""), delay, stop)
        case .think(let text):
            await link.emit(.thinking(text), progress: next)
        case .use(let tool, let input, let result, let isError):
            let id = "scripted_\(position)"
            await link.emit(.toolUse(id: id, name: tool, input: input), progress: nil)
            await link.emit(.toolResult(id: id, content: result, isError: isError), progress: next)
        case .ask(let message, let tool, let input):
            let interaction = Interaction.question(id: "scripted_\(position)", message: message, tool: tool, input: input)
            return .asked(interaction, token: next)
        case .wait(let duration):
            try await wait(duration, stop)
        case .fail(let cause, let message, let retryAfter, let attempts):
            if attempt <= attempts { throw failure(cause, message, retryAfter) }
        case .append(let file, let line):
            try append(line, to: file)
        case .cost(let cost):
            usage = usage + cost
            await link.emit(.usage(usage), progress: nil)
        case .structured(let value):
            structured = value
        case .call(let tool, let input):
            guard let call = judge(tool, input, at: position) else {
                throw failure(.invalidRequest, "The script calls '\(tool)', and nobody offered it any tools.", nil)
            }
            await link.emit(.toolUse(id: call.id, name: tool, input: input), progress: nil)
            await link.emit(
                .toolResult(id: call.id, content: call.answer, isError: call.standing == .refused), progress: next)
        }
        return nil
    }

    @discardableResult
    private mutating func judge(_ tool: String, _ input: JSONValue, at index: Int) -> OfferedCall? {
        guard let judged = call.offered?.judged(tool, input, id: "scripted_\(index)", after: calls) else { return nil }
        calls.append(judged)
        return judged
    }

    /// Waits no longer than the call may take.
    private func wait(_ duration: Duration, _ stop: StopFlag) async throws {
        let left = call.limits.deadline.map { Duration.milliseconds($0.milliseconds - Timestamp.now.milliseconds) }
        try await stop.wait(min(duration, left ?? duration))
        try requireTime()
    }

    private func requireTime() throws {
        guard let deadline = call.limits.deadline, deadline <= .now else { return }
        throw failure(.timedOut, "The execution's time was up before the script was played.", nil)
    }

    private mutating func say(_ text: String, _ delay: Duration, _ stop: StopFlag) async throws {
        for word in text.matches(of: /\s*\S+\s*/) {
            if stop.raised ?? .pauseAtStep >= .pauseNow { break }
            await link.emit(.text(String(word.output)), progress: nil)
            try await wait(delay, stop)
        }
        said.append(text)
        await link.emit(.message(text), progress: String(position + 1))
    }

    /// The number at the end of the call's id.
    private var attempt: Int {
        call.id.split(separator: "/").last.flatMap { Int($0) } ?? 1
    }

    private func reply(_ ending: ModelReply.Ending) -> ModelReply {
        ModelReply(
            ending: ending, text: said.joined(separator: "\n\n"), structured: structured,
            offeredCalls: call.offered == nil ? nil : calls, call: report(ending.name))
    }

    private func failure(_ cause: ModelBackendError.Cause, _ message: String, _ retryAfter: Double?) -> ModelBackendError {
        ModelBackendError(
            cause, message, partialOutput: said.joined(separator: "\n\n"), retryAfter: retryAfter,
            call: report(cause.rawValue))
    }

    private func report(_ outcome: String) -> ModelCallReport {
        ModelCallReport(
            callID: call.id, backend: "scripted", model: call.model, sessionID: call.conversation.sessionID,
            outcome: outcome, usage: usage, turns: 1)
    }

    /// - Parameter name: of a file in the work directory, and nowhere else: scripts come from whoever may write an agent.
    private func append(_ line: String, to name: String) throws {
        guard !name.isEmpty, !name.contains("/"), name != ".." else {
            throw failure(.invalidRequest, "The script may write files in its work directory only, not '\(name)'.", nil)
        }
        let path = "\(call.workDirectory)/\(name)"
        // Agents that share the directory may write at the same moment: the file is made once, and only appended to.
        let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw failure(
                .invalidRequest, "The script's file '\(name)' cannot be written: \(String(cString: strerror(errno))).", nil)
        }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        defer {
            // It was written and synchronised; a failing close loses nothing.
            try? file.close()
        }
        try file.write(contentsOf: Data((line + "\n").utf8))
        try file.synchronize()
    }
}
