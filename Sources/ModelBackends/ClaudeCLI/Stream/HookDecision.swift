import Domain

/// What a PreToolUse hook may say.
enum HookDecision {
    case allow(updatedInput: JSONValue?)
    case deny(String)
    /// The turn ends before the tool; a resumed session asks again.
    case `defer`
}
