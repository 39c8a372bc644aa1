/// Who is at the far end of a request, and what they asked for, as far as that can be believed.
struct Visitor: Sendable, Equatable {
    /// Nil where the socket does not know.
    var address: IPAddress?
    /// Whether the way from the visitor is encrypted.
    var isSecure: Bool
    /// The host (with its port) the visitor asked for; nil when the request names none.
    var host: String?
}
