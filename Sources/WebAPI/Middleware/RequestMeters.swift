import HTTPTypes
import Metrics
import Synchronization

/// Counts requests by the template of their route, never by their path: that would be without bound.
final class RequestMeters: Sendable {
    private struct Key: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    private struct Handles {
        let requests: Counter
        let seconds: Timer
    }

    private static let knownMethods: Set<HTTPRequest.Method> = [.get, .head, .post, .put, .patch, .delete, .options]
    private let handles = Mutex<[Key: Handles]>([:])

    func answered(
        _ method: HTTPRequest.Method, _ route: String?, _ status: HTTPResponse.Status, _ took: Duration
    ) {
        let key = Key(
            method: Self.knownMethods.contains(method) ? method.rawValue : "other", route: route ?? "none",
            status: status.code)
        let handles = handles.withLock { all in
            if let known = all[key] { return known }
            let new = Self.make(key)
            all[key] = new
            return new
        }
        handles.requests.increment()
        let (seconds, attoseconds) = took.components
        handles.seconds.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }

    private static func make(_ key: Key) -> Handles {
        let labels = [("method", key.method), ("route", key.route)]
        return Handles(
            requests: Counter(label: "skein_http_requests_total", dimensions: labels + [("status", "\(key.status)")]),
            seconds: Timer(label: "skein_http_request_duration_seconds", dimensions: labels))
    }
}
