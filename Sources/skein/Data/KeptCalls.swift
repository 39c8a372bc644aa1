import Domain
import Foundation
import ModelBackends
import Orchestration
import Persistence
import Synchronization

/// The spools of the Claude CLI's calls, for those who look after the data.
final class KeptCalls: CallKeeping {
    /// How long a sum over all files is good enough, in seconds.
    private static let freshness = 60.0

    private let spools: CallSpools
    private let sum = Mutex<(bytes: Int64, at: Date)?>(nil)

    init(_ settings: ServerSettings) {
        spools = CallSpools(root: settings.callsDirectory)
    }

    func files(of callID: String) -> [String] { spools.files(of: callID) }
    func location(of file: String) -> String { spools.path(of: file) }
    func remove(_ callID: String) -> Bool { spools.remove(callID: callID) }
    func removeSpool(named name: String) -> Bool { spools.remove(named: name) }

    func all() -> [KeptCall] {
        spools.all.map { KeptCall(name: $0.name, run: $0.run, touchedAt: $0.touchedAt) }
    }

    var bytes: Int64 {
        sum.withLock { sum in
            if let sum, -sum.at.timeIntervalSinceNow < Self.freshness { return sum.bytes }
            let bytes = spools.bytes
            sum = (bytes, .now)
            return bytes
        }
    }
}

extension ServerSettings {
    var callsDirectory: String { "\(dataDirectory)/calls" }

    var retention: RetentionPolicy {
        RetentionPolicy(days: retentionDays == 0 ? nil : retentionDays, bytes: retentionSize)
    }

    func dataService(_ store: Store, _ restart: Restart) -> DataService {
        DataService(
            store: store, calls: KeptCalls(self), policy: retention, dataDirectory: dataDirectory, release: Skein.version,
            restart: { restart.request() })
    }
}
