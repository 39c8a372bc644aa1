public import Domain

/// The spools of model calls, which lie outside of the database.
public protocol CallKeeping: Sendable {
    /// The files of a call, with paths below the directory of all calls, such as `…%2Fwork%2F1/1/stream.jsonl`.
    func files(of callID: String) -> [String]
    /// Where such a path lies.
    func location(of file: String) -> String
    /// Every call that has left something.
    func all() -> [KeptCall]
    /// Removes what a call left, unless its process lives. - Returns: whether it is gone.
    func remove(_ callID: String) -> Bool
    /// Removes a spool by the name of its directory, unless its process lives. - Returns: whether it is gone.
    func removeSpool(named name: String) -> Bool
    /// What all of it takes, in bytes.
    var bytes: Int64 { get }
}

/// A call that has left something.
public struct KeptCall: Sendable, Hashable {
    /// Of its directory.
    public let name: String
    /// Whose call it was.
    public let run: String
    public let touchedAt: Timestamp

    public init(name: String, run: String, touchedAt: Timestamp) {
        (self.name, self.run, self.touchedAt) = (name, run, touchedAt)
    }
}
