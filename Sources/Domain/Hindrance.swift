/// An error that is no fault of who asked and may be over soon, such as a full disk.
public protocol Hindrance: Error {
    /// What is in the way and what to do; nil when asking again is of no use.
    var hindrance: String? { get }
}
