public import Domain
import Foundation

/// The log of an execution is its events, told in words.
extension LogLine {
    /// Nil for events that say nothing to people.
    public init?(_ event: Event) {
        // What is stored as an event's data was JSON when it was written.
        let data = (try? JSONValue(parsing: event.data.utf8)) ?? [:]
        guard let (level, message) = Self.words(event.name, data) else { return nil }
        self.init(timestamp: event.timestamp, level: level, message: message)
    }

    private static func words(_ name: String, _ data: JSONValue) -> (Level, String)? {
        let error = data["error"]?.stringValue ?? ""
        let step = data["step"]?.stringValue ?? ""
        switch name {
        case "created": return (.info, "Created")
        case "queued": return (.info, "Queued")
        case "started": return (.info, "Started")
        case "continued": return (.info, "Continued where it had stopped")
        case "step_started": return (.info, "Step \(step) started")
        case "step_completed": return (.info, "Step \(step) completed")
        case "step_retried": return (.warning, "Step \(step) failed and will be tried again: \(error)")
        case "step_failed": return (.error, "Step \(step) failed: \(error)")
        case "message": return (.info, data["text"]?.stringValue ?? "")
        case "tool_use": return (.info, "Uses \(data["tool"]?.stringValue ?? "a tool") \(data["input"]?.text ?? "")")
        case "tool_result":
            let isError = data["is_error"]?.boolValue ?? false
            return (isError ? .warning : .info, "Tool answered: \(data["content"]?.stringValue ?? "")")
        case "warning": return (.warning, data["message"]?.stringValue ?? "")
        default: return controlWords(name, data, error)
        }
    }

    private static func controlWords(_ name: String, _ data: JSONValue, _ error: String) -> (Level, String)? {
        switch name {
        case "needs_input": (.warning, "Needs an answer: \(data["question"]?["message"]?.stringValue ?? "")")
        case "input_given": (.info, "Answered: \(data["answer"]?.text ?? "")")
        case "pausing": (.info, "Asked to pause (\(data["mode"]?.stringValue ?? "step"))")
        case "paused": (.info, "Paused")
        case "waiting": (.info, "Waiting")
        case "aborting": (.info, "Asked to abort")
        case "aborted": (.warning, "Aborted")
        case "completed": (.info, "Completed")
        case "failed": (.error, "Failed: \(error)")
        default: nil
        }
    }
}
