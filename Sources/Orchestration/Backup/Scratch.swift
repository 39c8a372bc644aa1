import Foundation

/// A directory of its own for the time somebody holds on to it.
final class Scratch: Sendable {
    let path: String

    /// - Parameter parent: is made with it.
    init(in parent: String) {
        path = "\(parent)/\(UUID().uuidString.lowercased())"
    }

    deinit {
        // What cannot be removed now is removed by the next start of the server.
        try? FileManager.default.removeItem(atPath: path)
    }
}
