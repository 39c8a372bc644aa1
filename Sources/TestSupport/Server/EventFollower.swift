import AsyncHTTPClient
public import Domain
import Foundation
import NIOCore
import NIOHTTP1

/// Follows a server's event stream through its restarts, as a client would: by the last cursor it saw.
public final class EventFollower: Sendable {
    private let heard = Watched<[JSONValue]>([])

    /// Everything heard so far, in order.
    public var all: [JSONValue] { heard.value }

    /// The first event that matches, past or to come.
    @discardableResult
    public func first(
        _ what: String, where matches: @escaping @Sendable (JSONValue) -> Bool
    ) async throws -> JSONValue {
        try await heard.first("the event “\(what)”") { events in events.first(where: matches) }
    }

    /// The first event of this name about an execution.
    @discardableResult
    public func first(_ name: String, of execution: String) async throws -> JSONValue {
        try await first("\(name) of \(execution)") {
            $0["event"]?.stringValue == name && $0["data"]?["execution_id"]?.stringValue == execution
        }
    }

    /// How often an event of this name was heard about an execution.
    public func count(_ name: String, of execution: String) -> Int {
        all.count { $0["event"]?.stringValue == name && $0["data"]?["execution_id"]?.stringValue == execution }
    }

    /// Follows until the task is cancelled.
    func follow(_ address: () -> String?, token: () -> String?) async {
        var cursor: Int64 = 0
        while !Task.isCancelled {
            if let address = address() {
                // The server was killed or is not up yet: the next round follows on from the same cursor.
                try? await listen(at: address, token(), after: &cursor)
            }
            // Cancelled: the loop ends.
            try? await Task.sleep(for: .milliseconds(20))
        }
    }

    private func listen(at address: String, _ token: String?, after cursor: inout Int64) async throws {
        var request = HTTPClientRequest(url: "\(address)/api/events?after=\(cursor)")
        if let token { request.headers.add(name: "authorization", value: "Bearer \(token)") }
        let response = try await HTTPClient.forTests.execute(request, timeout: .hours(1))
        var pending = ""
        for try await chunk in response.body {
            pending += String(buffer: chunk)
            while let end = pending.range(of: "\n\n") {
                let message = pending[..<end.lowerBound]
                pending = String(pending[end.upperBound...])
                try take(message, &cursor)
            }
        }
    }

    private func take(_ message: Substring, _ cursor: inout Int64) throws {
        for line in message.split(separator: "\n") {
            if line.hasPrefix("id: ") { cursor = Int64(line.dropFirst(4)) ?? cursor }
            guard line.hasPrefix("data: ") else { continue }
            let event = try JSONValue(parsing: line.dropFirst(6).utf8)
            heard.update { $0.append(event) }
        }
    }
}
