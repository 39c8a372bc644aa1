import AsyncHTTPClient
import Domain
import NIOCore
import NIOHTTP1
import TestSupport

/// Reads a stream of Server-Sent Events one by one, and not a byte more than it is asked for.
struct EventStreamReader {
    private var chunks: HTTPClientResponse.Body.AsyncIterator
    private var pending = ""

    init(_ url: String, lastEventID: String? = nil) async throws {
        var request = HTTPClientRequest(url: url)
        if let lastEventID { request.headers.add(name: "last-event-id", value: lastEventID) }
        let response = try await HTTPClient.forTests.execute(request, timeout: .hours(1))
        chunks = response.body.makeAsyncIterator()
    }

    /// The next event. - Returns: nil when the server has ended the stream.
    mutating func next() async throws -> JSONValue? {
        while true {
            if let end = pending.firstRange(of: "\n\n") {
                let message = pending[..<end.lowerBound]
                pending = String(pending[end.upperBound...])
                let data = message.split(separator: "\n").first { $0.hasPrefix("data: ") }
                if let data { return try JSONValue(parsing: data.dropFirst(6).utf8) }
            } else {
                guard let chunk = try await chunks.next() else { return nil }
                pending += String(buffer: chunk)
            }
        }
    }
}
