import Foundation
import Synchronization

/// One line on a terminal that says how far something is.
final class ProgressLine: Sendable {
    private let isShown: Bool
    private let last = Mutex(-1)

    init(isShown: Bool) {
        self.isShown = isShown
    }

    /// - Parameter part: how much is done, 0–1.
    func show(_ what: String, _ part: Double) {
        let percent = Int(max(0, min(1, part)) * 100)
        guard isShown,
            last.withLock({ last in
                defer { last = percent }
                return last != percent
            })
        else { return }
        write("\r\(what) \(percent) %")
    }

    func clear() {
        if isShown { write("\r\u{1B}[K") }
    }

    private func write(_ text: String) {
        // Where it cannot be shown, nobody misses it.
        try? FileHandle.standardError.write(contentsOf: Data(text.utf8))
    }
}
