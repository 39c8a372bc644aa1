import DurableExecution
import Logging
import Telemetry
import Tracing
import WebAPI

extension Logger.MetadataProvider {
    /// Where a line of the log is written: run and step, request and user, trace.
    static let place = Logger.MetadataProvider {
        guard let context = InstrumentationContext.current else { return [:] }
        var facts: Logger.Metadata = [:]
        if let place = context.runPlace {
            facts["run"] = "\(place.run)"
            if let step = place.step { facts["step"] = "\(step)" }
        }
        if let request = context.request {
            facts["request"] = "\(request.id)"
            if let user = request.user { facts["user"] = "\(user)" }
        }
        if let trace = context.trace { facts["trace"] = "\(trace.trace)" }
        return facts
    }
}
