import AsyncHTTPClient
import Domain
import Foundation
import NIOCore
import NIOHTTP1

/// Answers that are files.
extension RemoteDoor {
    /// Hands over an answer part by part, with how much of it that makes, 0–1.
    /// - Throws: ``Refusal`` for any answer but a 2xx, ``CommandFailure`` for one that ends too early.
    func download(_ path: String, _ body: JSONValue, _ take: (Data, Double) throws -> Void) async throws {
        var request = HTTPClientRequest(url: place + path)
        request.method = .POST
        request.headers.add(name: "content-type", value: "application/json")
        request.body = .bytes(ByteBuffer(string: body.text))
        // The first byte comes when everything is copied.
        let response = try await execute(request, timeout: .hours(24))
        guard (200..<300).contains(response.status.code) else {
            let answer = try await response.body.collect(upTo: 1 << 20)
            // An answer that is no JSON says nothing to anybody.
            let json = (try? JSONValue(parsing: answer.readableBytesView)) ?? [:]
            throw Refusal(status: Int(response.status.code), answer: json)
        }
        let length = response.headers.first(name: "content-length").flatMap { Int64($0) } ?? 0
        var received: Int64 = 0
        do {
            for try await part in response.body {
                received += Int64(part.readableBytes)
                try take(Data(part.readableBytesView), length == 0 ? 0 : Double(received) / Double(length))
            }
        } catch  where error is HTTPClientError || error is ChannelError || error is IOError {
            throw CommandFailure("the connection to \(place) broke after \(received) bytes: try again.", .unavailable)
        }
        guard received == length else {
            throw CommandFailure("\(place) sent \(received) bytes instead of \(length): its log says why.", .unavailable)
        }
    }
}
